/**
 * The types of the HTTP contract, for the client.
 *
 * Written by `npm run generate`; do not edit.
 *
 * @module
 */

/** The paths of the contract, with what each method takes and gives. */
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health of the engine
         * @description 200 whatever the status is; for probes see `/readyz`.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Never asks for a key. When this is not answered, restart the process.
         */
        get: operations["getLivez"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can it take requests?
         * @description Never asks for a key. 503 while the store is opened or restored, and when it is read-only after a failure.
         */
        get: operations["getReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The store at a glance
         * @description Sequence, collections, compaction, and what runs the server since when.
         */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counters, timings and gauges
         * @description JSON by default; text for Prometheus with `format=prometheus`, or when `Accept` names `text/plain` or OpenMetrics.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List collections
         * @description By name, in pages.
         */
        get: operations["listCollections"];
        put?: never;
        /**
         * Create a collection
         * @description 409 when the name is taken.
         */
        post: operations["createCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a collection
         * @description Its version mark, about how many records it has, and its indexes.
         */
        get: operations["getCollection"];
        put?: never;
        post?: never;
        /**
         * Drop a collection
         * @description Its records and indexes are gone at once; their space is reclaimed in the background. Open snapshots still see them.
         */
        delete: operations["deleteCollection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/indexes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List indexes
         * @description By name, in pages.
         */
        get: operations["listIndexes"];
        put?: never;
        /**
         * Define an index
         * @description On a small collection the index is ready when this is answered; on a large one it is built in the background, without stopping writes. 409 when the name is taken, or when records have the same key of a unique index: then no index remains.
         */
        post: operations["createIndex"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/indexes/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at an index
         * @description How far its build is, and about how many entries it has. 409 when records stood in the way of the unique index of that name: up to ten of them are named, and nothing of the index is left.
         */
        get: operations["getIndex"];
        put?: never;
        post?: never;
        /**
         * Drop an index
         * @description It is gone at once; its space is reclaimed in the background. Open snapshots still have it.
         */
        delete: operations["deleteIndex"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List records
         * @description In the order of their ids, in pages; the same as a `scan` query.
         */
        get: operations["listRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/records/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a record
         * @description As it is now, or as it was at a snapshot.
         */
        get: operations["getRecord"];
        /**
         * Put a record
         * @description Writes the record, new or over the one that is there, and answers when it is on disk. The collection is created when it is missing, unless the server runs with `--no-auto-create`.
         */
        put: operations["putRecord"];
        post?: never;
        /**
         * Delete a record
         * @description 404 when there is none.
         */
        delete: operations["deleteRecord"];
        options?: never;
        head?: never;
        /**
         * Patch a record
         * @description Changes what the patch names; the rest stays as it was written, version and term too. 409 when a `test` fails or a path is not there.
         */
        patch: operations["patchRecord"];
        trace?: never;
    };
    "/collections/{collection}/records/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List versions of a record
         * @description Those that are kept, newest first, deletes included. 404 for a record of which there is none.
         */
        get: operations["getRecordHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Query a collection
         * @description Every query reads one consistent state: the snapshot's, or that of its start. 409 while an index is built, and in a past before it was ready.
         */
        post: operations["queryCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Commit a transaction
         * @description All or nothing, across collections. Each operation has a sequence of its own, in order, and all become visible with the last of them.
         */
        post: operations["commitTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List snapshots
         * @description Those whose term is not over, oldest first.
         */
        get: operations["listSnapshots"];
        put?: never;
        /**
         * Take a snapshot
         * @description Costs next to nothing: no data is copied. It survives a restart.
         */
        post: operations["createSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshots/{snapshotId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Release a snapshot
         * @description What only it could see may be dropped from then on.
         */
        delete: operations["deleteSnapshot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read changes
         * @description By page or, with `Accept: text/event-stream`, as a stream of server-sent events that goes on as things happen: `id` is the sequence, `data` an item as a page has it. A stream that was cut off is resumed by `Last-Event-ID`. 410 when the feed does not reach back to `since`; then read the present, and go on from its sequence.
         */
        get: operations["getChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import records
         * @description Puts a record for each line: one as an export writes it or, with `idPath`, any JSON object that holds its id. Of CSV, the first line names the members, and each row is an object: a cell that is a JSON number, true or false is that value, an empty one is left out, any other is a string; `idPath` is `.id` when it is not said. A bad line is told of and passed over, or ends the import; the lines before it stay. The body may be packed by gzip (`Content-Encoding: gzip`).
         */
        post: operations["importRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collection}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export records
         * @description All records in the order of their ids, a line each, as of one moment. Packed by gzip when that is accepted.
         */
        get: operations["exportRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/compaction/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far merging is behind
         * @description The levels of the store, and what waits.
         */
        get: operations["getCompactionStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/compaction/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run compaction
         * @description Answered at once; the work goes on in the background. It need not be called: merging keeps up by itself.
         */
        post: operations["runCompaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document as JSON
         * @description OpenAPI 3.1.
         */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document as YAML
         * @description OpenAPI 3.1.
         */
        get: operations["getOpenapiYaml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document as a page
         * @description One page that holds everything it needs: it works without a network, and when it is saved as a file.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/** What the contract gives a name: `components["schemas"]["Record"]` is a record. */
export interface components {
    schemas: {
        /** @description An error (RFC 9457 problem details). */
        Problem: {
            /**
             * @description One stable URN for each kind of failure, for programs to decide on.
             * @example urn:fountainstore:problem:not-found
             * @enum {string}
             */
            type: "urn:fountainstore:problem:invalid-request" | "urn:fountainstore:problem:invalid-page-token" | "urn:fountainstore:problem:unauthorized" | "urn:fountainstore:problem:forbidden" | "urn:fountainstore:problem:not-found" | "urn:fountainstore:problem:method-not-allowed" | "urn:fountainstore:problem:conflict" | "urn:fountainstore:problem:unique-violation" | "urn:fountainstore:problem:sequence-too-low" | "urn:fountainstore:problem:gone" | "urn:fountainstore:problem:precondition-failed" | "urn:fountainstore:problem:payload-too-large" | "urn:fountainstore:problem:unsupported-media-type" | "urn:fountainstore:problem:idempotency-mismatch" | "urn:fountainstore:problem:too-many-requests" | "urn:fountainstore:problem:internal" | "urn:fountainstore:problem:overloaded" | "urn:fountainstore:problem:read-only" | "urn:fountainstore:problem:storage-full";
            /**
             * @description The kind of failure in short.
             * @example not found
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /** @description What went wrong this time, for people. */
            detail: string;
            /** @description The path of the request; left out of problems inside other documents. */
            instance?: string;
            /** @description The fields at fault. */
            errors?: components["schemas"]["FieldError"][];
        };
        /** @description What is wrong with one field. */
        FieldError: {
            /**
             * @description JSON Pointer into the body, or `#/query/name`, `#/path/name`, `#/header/name` for parameters.
             * @example #/query/pageSize
             */
            pointer: string;
            detail: string;
        };
        /** @description Health of the engine. */
        Health: {
            /**
             * @description `starting` while the store is opened or restored, `unhealthy` when it cannot write any more.
             * @enum {string}
             */
            status: "ok" | "starting" | "unhealthy";
            engine: {
                /**
                 * @description The place of an operation in the one order of all writes; 0 is before the first.
                 * @example 42
                 */
                sequence: number;
                /** @description False after a failed write or sync, until the store is reopened. */
                writable: boolean;
                /** @description How long the last flush took, in milliseconds; 0 before the first. */
                lastFlushMs: number;
            };
        };
        /** @description The answer to a probe. */
        Probe: {
            /** @enum {string} */
            status: "ok" | "starting" | "unhealthy" | "stopping";
        };
        /** @description The store at a glance. */
        Status: {
            /**
             * @description The place of an operation in the one order of all writes; 0 is before the first.
             * @example 42
             */
            sequence: number;
            collectionsCount: number;
            collections: components["schemas"]["CollectionSummary"][];
            compaction: components["schemas"]["CompactionStatus"];
            /**
             * @description Version of FountainStore.
             * @example 0.1.0
             */
            version: string;
            uptimeSeconds: number;
            /**
             * @description What runs the server.
             * @example bun 1.4.5
             */
            runtime: string;
            /** @description The store's own random name, made when its folder was. */
            storeId: string;
            /** @description Bytes of the store on disk; absent while unknown. */
            diskBytes?: number;
        };
        /** @description A collection as it is listed. */
        CollectionSummary: {
            name: components["schemas"]["CollectionName"];
            /**
             * @description A mark of the caller's own, kept and given back, never looked into.
             * @example v2
             */
            version?: string;
            /** @description About how many records; overwritten ones count until they are merged away. */
            recordsApprox: number;
        };
        /**
         * @description Name of a collection; `.` and `..` are refused.
         * @example cities
         */
        CollectionName: string;
        /** @description How far merging is behind. */
        CompactionStatus: {
            /** @description Whether a merge is under way. */
            running: boolean;
            /** @description Tables that wait for a flush or a merge. */
            pendingTables: number;
            levels: {
                level: number;
                tables: number;
                sizeBytes: number;
            }[];
            /** @description Bytes that wait to be merged. */
            debtBytes: number;
        };
        /** @description Figures since the start. Further members may be added. */
        Metrics: {
            /**
             * @description The place of an operation in the one order of all writes; 0 is before the first.
             * @example 42
             */
            sequence: number;
            puts: number;
            gets: number;
            deletes: number;
            scans: number;
            indexLookups: number;
            batches: number;
            histories: number;
            /** @description Operations since the start. */
            opCounters: {
                puts: number;
                gets: number;
                deletes: number;
                scans: number;
                indexLookups: number;
                batches: number;
                histories: number;
                queries: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Durations in milliseconds; 0 before the first. */
            timingsMs: {
                lastFlush: number;
                avgCompactionTick: number;
            } & {
                [key: string]: unknown;
            };
            bloom: {
                /** @description Share of absent keys that the filters let pass, as seen so far. */
                fppEstimate: number;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description Collections, by name. */
        CollectionPage: {
            items: components["schemas"]["CollectionSummary"][];
            /** @description Asks for the next page; present only when more items follow. */
            nextPageToken?: string;
        };
        /** @description A collection to be created. */
        CreateCollection: {
            name: components["schemas"]["CollectionName"];
            /**
             * @description A mark of the caller's own, kept and given back, never looked into.
             * @example v2
             */
            version?: string | null;
            /**
             * @description Default: as the server's setting says.
             * @example {
             *       "keep": "last",
             *       "versions": 10
             *     }
             */
            retention?: {
                /** @enum {string} */
                keep: "latest";
            } | {
                /** @enum {string} */
                keep: "last";
                versions: number;
            } | {
                /** @enum {string} */
                keep: "age";
                ageMs: number;
            } | {
                /** @enum {string} */
                keep: "all";
            } | null;
        };
        /** @description A collection with its indexes. */
        Collection: {
            name: components["schemas"]["CollectionName"];
            /**
             * @description A mark of the caller's own, kept and given back, never looked into.
             * @example v2
             */
            version: string | null;
            /** @description About how many records; overwritten ones count until they are merged away. */
            recordsApprox: number;
            /**
             * @description Left out: as the server's setting says.
             * @example {
             *       "keep": "last",
             *       "versions": 10
             *     }
             */
            retention?: {
                /** @enum {string} */
                keep: "latest";
            } | {
                /** @enum {string} */
                keep: "last";
                versions: number;
            } | {
                /** @enum {string} */
                keep: "age";
                ageMs: number;
            } | {
                /** @enum {string} */
                keep: "all";
            };
            indexes: components["schemas"]["IndexDefinition"][];
        };
        /** @description An index and how far it is. */
        IndexDefinition: {
            name: components["schemas"]["IndexName"];
            /**
             * @description `unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.
             * @example multi
             */
            kind: string;
            keyPath?: components["schemas"]["KeyPath"];
            /** @description Several paths, compared in turn; at most one of them may have `[]`. */
            keyPaths?: components["schemas"]["KeyPart"][];
            /** @description Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and ranges that are read often. The record is stored once more for each of its entries, and each write of it writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried. Default false. */
            covering: boolean;
            /** @description `sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back. */
            options: {
                [key: string]: unknown;
            };
            /**
             * @description `building`: it is kept up by writes and serves no reads yet; queries by it are answered with 409.
             * @enum {string}
             */
            state: "building" | "ready";
            /** @description Of the build; 1 when it is ready. */
            progress: number;
            /** @description Keys of records; about so many when they are more than some thousand. */
            entries: number;
        };
        /**
         * @description Name of an index, unique within its collection; `.` and `..` are refused.
         * @example byCountry
         */
        IndexName: string;
        /**
         * @description Whose values are the keys; or `keyPaths`.
         * @example .population
         */
        KeyPath: string;
        /** @description A key path, ascending, or with its order: `{".population": "desc"}`. */
        KeyPart: (components["schemas"]["KeyPath"] & unknown) | {
            [key: string]: "asc" | "desc";
        };
        /** @description Indexes, by name. */
        IndexPage: {
            items: components["schemas"]["IndexDefinition"][];
            /** @description Asks for the next page; present only when more items follow. */
            nextPageToken?: string;
        };
        /** @description An index to be defined. Either `keyPath` or `keyPaths`. */
        CreateIndex: {
            name: components["schemas"]["IndexName"];
            /**
             * @description `unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.
             * @example multi
             */
            kind: string;
            /** @description Whose values are the keys; or `keyPaths`. */
            keyPath?: string | null;
            /** @description Several paths, compared in turn; at most one of them may have `[]`. */
            keyPaths?: components["schemas"]["KeyPart"][] | null;
            /** @description Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and ranges that are read often. The record is stored once more for each of its entries, and each write of it writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried. Default false. */
            covering?: boolean | null;
            /** @description `sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back. */
            options?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description Records, and how to go on. */
        RecordPage: {
            items: components["schemas"]["Record"][];
            /** @description Asks for the next page; present only when more items follow. */
            nextPageToken?: string;
        };
        /** @description A record as of the read, or of the write that it answers. */
        Record: {
            id: components["schemas"]["RecordId"];
            data: components["schemas"]["JsonValue"];
            /**
             * @description A mark of the caller's own, kept and given back, never looked into.
             * @example v2
             */
            version: string | null;
            /**
             * @description The place of an operation in the one order of all writes; 0 is before the first.
             * @example 42
             */
            sequence: number;
            /**
             * @description Deleted records are not given.
             * @enum {boolean}
             */
            deleted: false;
            /**
             * Format: date-time
             * @description From when on it is gone; only there when it has a term.
             * @example 2026-03-01T12:00:00.000Z
             */
            expiresAt?: string;
        };
        /**
         * @description Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. Ids sort by their UTF-8 bytes.
         * @example paris
         */
        RecordId: string;
        /**
         * @description Any JSON value, kept as it was sent: numbers keep their digits, objects the order of their members. Arrays and objects may be nested up to 256 levels.
         * @example {
         *       "name": "Paris",
         *       "population": 2102650
         *     }
         */
        JsonValue: unknown;
        /** @description What a record is to hold. `id` is that of the path once more, or left out. `sequence`, `deleted` and members unknown here are ignored. */
        PutRecord: {
            data: components["schemas"]["JsonValue"];
            /**
             * @description Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. Ids sort by their UTF-8 bytes.
             * @example paris
             */
            id?: string | null;
            /**
             * @description A mark of the caller's own, kept and given back, never looked into.
             * @example v2
             */
            version?: string | null;
            /**
             * Format: date-time
             * @description From when on the record is gone.
             * @example 2026-03-01T12:00:00.000Z
             */
            expiresAt?: string | null;
            /** @description The same, counted from the commit. */
            ttlSeconds?: number | null;
        };
        /** @description A JSON Merge Patch (RFC 7396): any JSON value. */
        MergePatch: unknown;
        /** @description A JSON Patch (RFC 6902). */
        JsonPatch: {
            /** @enum {string} */
            op: "add" | "remove" | "replace" | "move" | "copy" | "test";
            path: string;
            from?: string;
            value?: unknown;
        }[];
        /** @description Versions, newest first. */
        RecordHistory: {
            items: components["schemas"]["RecordVersion"][];
            /** @description Asks for the next page; present only when more items follow. */
            nextPageToken?: string;
        };
        /** @description A record from its sequence on; without data when it was deleted then. */
        RecordVersion: {
            /**
             * @description The place of an operation in the one order of all writes; 0 is before the first.
             * @example 42
             */
            sequence: number;
            deleted: boolean;
            data?: components["schemas"]["JsonValue"];
            /**
             * @description A mark of the caller's own, kept and given back, never looked into.
             * @example v2
             */
            version: string | null;
            /**
             * Format: date-time
             * @description An instant (RFC 3339, UTC).
             * @example 2026-03-01T12:00:00.000Z
             */
            committedAt: string;
        };
        /** @description Records and how to go on; or the groups of an aggregate. */
        QueryResult: {
            items?: components["schemas"]["Record"][];
            /** @description Of an aggregate, by key. */
            groups?: components["schemas"]["Group"][];
            /** @description Asks for the next page; present only when more items follow. */
            nextPageToken?: string;
            explain?: components["schemas"]["Explanation"];
        };
        /** @description One group, and its figures by name; null when there was nothing to reckon from. */
        Group: {
            /** @description The values of `groupBy`, in its order; null where there is none. */
            key: components["schemas"]["KeyValue"][];
            metrics: {
                [key: string]: components["schemas"]["KeyValue"];
            };
        };
        /** @description A value that can be a key. Numbers match by exact decimal value. */
        KeyValue: string | number | boolean | null;
        /** @description How something was found. */
        Explanation: {
            /** @enum {string} */
            plan: "scan" | "index" | "intersection" | "union";
            /** @description The index that was walked, the first of several; null: none. */
            index: string | null;
            indexes: components["schemas"]["IndexName"][];
            /**
             * @description `memory`: all that match were read, and the first ones kept.
             * @enum {string|null}
             */
            sort: "index" | "id" | "memory" | null;
            /** @description Index entries, and records that a scan has met. */
            entriesRead: number;
            recordsFetched: number;
        };
        /** @description What is asked. */
        Query: components["schemas"]["ByIdQuery"] | components["schemas"]["ScanQuery"] | components["schemas"]["IndexEqualsQuery"] | components["schemas"]["IndexRangeQuery"] | components["schemas"]["FindQuery"] | components["schemas"]["AggregateQuery"];
        /** @description The record with that id: one item, or none. */
        ByIdQuery: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "byId";
            id: components["schemas"]["RecordId"];
        };
        /** @description Records in the order of their ids. */
        ScanQuery: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "scan";
            /** @description Only ids that begin with it. */
            prefix?: string | null;
            /** @description Only ids behind this one, in the direction of the scan; the `nextPageToken` of a page is taken as well. */
            startAfter?: string | null;
            /**
             * @description Items of a page at most.
             * @default 100
             */
            limit?: number | null;
            /**
             * @description The same as `limit`, which decides.
             * @default 100
             */
            pageSize?: number | null;
            /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
            pageToken?: string | null;
            /**
             * @description True: from the last id to the first.
             * @default false
             */
            reverse?: boolean | null;
        };
        /** @description The records with that key, each once, by id. */
        IndexEqualsQuery: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "indexEquals";
            index: components["schemas"]["IndexName"] & unknown;
            key: components["schemas"]["IndexKey"];
            /**
             * @description Items of a page at most.
             * @default 100
             */
            pageSize?: number | null;
            /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
            pageToken?: string | null;
        };
        /** @description A key; of an index over several paths: a list with a value for each. */
        IndexKey: string | number | boolean | null | components["schemas"]["KeyValue"][];
        /** @description Records whose keys lie between the bounds, by key, then id; a record once for each of its keys there. Keys sort null, false, true, numbers, strings. Of `gt` and `gte`, and of `lt` and `lte`, only one may be said, and a null one is the key null. Of an index over several paths a bound may be a list of values for the first of them: all but its last are fixed, and the same in each bound. */
        IndexRangeQuery: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "indexRange";
            index: components["schemas"]["IndexName"] & unknown;
            gt?: components["schemas"]["IndexKey"];
            gte?: components["schemas"]["IndexKey"];
            lt?: components["schemas"]["IndexKey"];
            lte?: components["schemas"]["IndexKey"];
            /** @description Only strings that begin with it. */
            prefix?: string | components["schemas"]["KeyValue"][] | null;
            /**
             * @description True: from the last key to the first.
             * @default false
             */
            reverse?: boolean | null;
            /**
             * @description Items of a page at most.
             * @default 100
             */
            pageSize?: number | null;
            /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
            pageToken?: string | null;
        };
        /** @description Records by a filter, planned over the indexes. */
        FindQuery: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "find";
            filter?: components["schemas"]["Filter"];
            /**
             * @description By these paths, then by id. What has no value comes before null, and null before all others.
             * @example [
             *       {
             *         ".population": "desc"
             *       }
             *     ]
             */
            sort?: components["schemas"]["KeyPart"][] | null;
            /** @description Only these parts of the data, in their places. */
            select?: (components["schemas"]["KeyPath"] & unknown)[] | null;
            /**
             * @description True: the answer says how it was found.
             * @default false
             */
            explain?: boolean | null;
            /**
             * @description Items of a page at most.
             * @default 100
             */
            pageSize?: number | null;
            /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
            pageToken?: string | null;
        };
        /**
         * @description Conditions on key paths, in MongoDB's operator style: `$eq $ne $gt $gte $lt $lte $in $nin $exists $prefix $and $or $not`. Comparisons hold within a kind of values only, `null` is also what is missing, and a condition on a path with `[]` holds when any element does.
         * @example {
         *       ".country": "FR",
         *       ".population": {
         *         "$gte": 100000
         *       }
         *     }
         */
        Filter: {
            [key: string]: unknown;
        } | null;
        /** @description `count` counts values that are not null, `sum` and `avg` look at numbers, `min` and `max` at what can be a key. Keys, `sum`, `min` and `max` have every digit; `avg` is rounded to 34, half to even. At most 10,000 groups, with 16 Mi characters in all; no sum of more than 10,000 digits. */
        AggregateQuery: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "aggregate";
            filter?: components["schemas"]["Filter"];
            /** @description A group for each combination of their values; a path with `[]` puts a record in several. */
            groupBy?: (components["schemas"]["KeyPath"] & unknown)[] | null;
            /** @description The figures by name, 1 to 64. */
            metrics: {
                [key: string]: components["schemas"]["Metric"];
            };
            explain?: boolean | null;
        };
        /** @description What is reckoned, of which path: `{"sum": ".population"}`. `{"count": "*"}` counts records. */
        Metric: {
            count?: string;
            sum?: string;
            avg?: string;
            min?: string;
            max?: string;
        };
        /** @description What became of each operation. */
        TransactionResult: {
            /**
             * @description The sequence of the last operation.
             * @example 42
             */
            committedSequence: number;
            results: {
                /** @description Place of the operation, from 0. */
                opIndex: number;
                /** @enum {string} */
                status: "ok";
                record?: components["schemas"]["Record"];
            }[];
        };
        /** @description Why nothing was applied. */
        TransactionProblem: {
            /**
             * @description One stable URN for each kind of failure, for programs to decide on.
             * @example urn:fountainstore:problem:not-found
             * @enum {string}
             */
            type: "urn:fountainstore:problem:invalid-request" | "urn:fountainstore:problem:invalid-page-token" | "urn:fountainstore:problem:unauthorized" | "urn:fountainstore:problem:forbidden" | "urn:fountainstore:problem:not-found" | "urn:fountainstore:problem:method-not-allowed" | "urn:fountainstore:problem:conflict" | "urn:fountainstore:problem:unique-violation" | "urn:fountainstore:problem:sequence-too-low" | "urn:fountainstore:problem:gone" | "urn:fountainstore:problem:precondition-failed" | "urn:fountainstore:problem:payload-too-large" | "urn:fountainstore:problem:unsupported-media-type" | "urn:fountainstore:problem:idempotency-mismatch" | "urn:fountainstore:problem:too-many-requests" | "urn:fountainstore:problem:internal" | "urn:fountainstore:problem:overloaded" | "urn:fountainstore:problem:read-only" | "urn:fountainstore:problem:storage-full";
            /**
             * @description The kind of failure in short.
             * @example not found
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /** @description What went wrong this time, for people. */
            detail: string;
            /** @description The path of the request; left out of problems inside other documents. */
            instance?: string;
            /** @description The fields at fault. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The operations that failed. */
            results: {
                /** @description Place of the operation, from 0; -1 for the guard. */
                opIndex: number;
                /** @enum {string} */
                status: "error";
                error: components["schemas"]["Problem"];
            }[];
        };
        /** @description Operations that are committed together, or not at all. */
        Transaction: {
            operations: components["schemas"]["Operation"][];
            /**
             * @description The guard: refused when the store has not reached this sequence.
             * @example 42
             */
            requireSequenceAtLeast?: number | null;
        };
        /** @description One operation of a transaction. */
        Operation: components["schemas"]["PutOperation"] | components["schemas"]["DeleteOperation"] | components["schemas"]["PatchOperation"] | components["schemas"]["CheckOperation"] | components["schemas"]["DefineIndexOperation"];
        /** @description Puts a record, new or over the one that is there. When it expires is said in the record or beside it, not in both. */
        PutOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "put";
            collection: components["schemas"]["CollectionName"];
            /** @description The record. `sequence` and `deleted` are ignored. */
            record: {
                id: components["schemas"]["RecordId"];
                data: components["schemas"]["JsonValue"];
                /**
                 * @description A mark of the caller's own, kept and given back, never looked into.
                 * @example v2
                 */
                version?: string | null;
                /**
                 * Format: date-time
                 * @description From when on the record is gone.
                 * @example 2026-03-01T12:00:00.000Z
                 */
                expiresAt?: string | null;
                /** @description The same, counted from the commit. */
                ttlSeconds?: number | null;
            };
            /**
             * @description Refuses the transaction unless the record had this sequence before it; 0: unless there was none.
             * @example 42
             */
            ifSequence?: number | null;
            /**
             * Format: date-time
             * @description From when on the record is gone.
             * @example 2026-03-01T12:00:00.000Z
             */
            expiresAt?: string | null;
            /** @description The same, counted from the commit. */
            ttlSeconds?: number | null;
        };
        /** @description Deletes a record; one that is not there is no error. */
        DeleteOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "delete";
            collection: components["schemas"]["CollectionName"];
            id: components["schemas"]["RecordId"];
            /**
             * @description Refuses the transaction unless the record had this sequence before it; 0: unless there was none.
             * @example 42
             */
            ifSequence?: number | null;
        };
        /** @description Patches a record, which must be there: as earlier operations have left it. */
        PatchOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "patch";
            collection: components["schemas"]["CollectionName"];
            id: components["schemas"]["RecordId"];
            /** @description An object is a JSON Merge Patch (RFC 7396), a list a JSON Patch (RFC 6902). */
            patch: {
                [key: string]: unknown;
            } | unknown[];
            /**
             * @description Refuses the transaction unless the record had this sequence before it; 0: unless there was none.
             * @example 42
             */
            ifSequence?: number | null;
        };
        /** @description Changes nothing, and refuses the transaction unless the condition holds. */
        CheckOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "check";
            collection: components["schemas"]["CollectionName"];
            id: components["schemas"]["RecordId"];
            /**
             * @description Refuses the transaction unless the record had this sequence before it; 0: unless there was none.
             * @example 42
             */
            ifSequence: number;
        };
        /** @description Defines an index on a collection that is there, or that an earlier operation makes. */
        DefineIndexOperation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "defineIndex";
            collection: components["schemas"]["CollectionName"];
            index: components["schemas"]["CreateIndex"];
        };
        /** @description The store at a sequence. */
        Snapshot: {
            /**
             * @description Id of a snapshot.
             * @example 9f86d081884c7d659a2feaa0
             */
            id: string;
            /**
             * @description What it reads at.
             * @example 42
             */
            sequence: number;
            /**
             * Format: date-time
             * @description When its term is over; null: never.
             * @example 2026-03-01T12:00:00.000Z
             */
            expiresAt: string | null;
        };
        /** @description How long a snapshot is to be kept. */
        CreateSnapshot: {
            /**
             * @description Its term in seconds; null: until it is released. 24 hours when left out.
             * @default 86400
             */
            ttlSeconds?: number | null;
        };
        /** @description Snapshots, oldest first. */
        SnapshotList: {
            items: components["schemas"]["Snapshot"][];
        };
        /** @description Changes, in order. */
        Changes: {
            items: components["schemas"]["Change"][];
            /**
             * @description The `since` of the next page.
             * @example 42
             */
            nextSince: number;
        };
        /** @description A record was written or deleted, or a collection dropped. */
        Change: {
            /**
             * @description The place of an operation in the one order of all writes; 0 is before the first.
             * @example 42
             */
            sequence: number;
            collection: components["schemas"]["CollectionName"];
            id?: components["schemas"]["RecordId"] & unknown;
            deleted?: boolean;
            record?: components["schemas"]["Record"] & unknown;
            /**
             * @description The collection was dropped, with all its records.
             * @enum {boolean}
             */
            dropped?: true;
        };
        /** @description What an import did. */
        ImportReport: {
            imported: number;
            failed: number;
            /** @description The first hundred bad lines, by number from 1. */
            errors: {
                line: number;
                detail: string;
            }[];
        };
        /** @description How much is to be merged. */
        RunCompaction: {
            /**
             * @description `tick`: what is due, in bounded steps; `full`: everything.
             * @enum {string}
             */
            mode: "tick" | "full";
        };
    };
    responses: {
        /** @description The request is malformed: parameters, body or page token. */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:invalid-request",
                 *       "title": "invalid request",
                 *       "status": 400,
                 *       "detail": "The request is malformed: parameters, body or page token.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The API key is missing or wrong. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:unauthorized",
                 *       "title": "unauthorized",
                 *       "status": 401,
                 *       "detail": "The API key is missing or wrong.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The collection, record or snapshot is not there. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:not-found",
                 *       "title": "not found",
                 *       "status": 404,
                 *       "detail": "The collection, record or snapshot is not there.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The present state does not allow it; nothing was changed. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:conflict",
                 *       "title": "conflict",
                 *       "status": 409,
                 *       "detail": "The present state does not allow it; nothing was changed.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The past that was asked for is not kept any more. */
        Gone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:gone",
                 *       "title": "gone",
                 *       "status": 410,
                 *       "detail": "The past that was asked for is not kept any more.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A condition does not hold; `ETag` is the record's, when there is one. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:precondition-failed",
                 *       "title": "precondition failed",
                 *       "status": 412,
                 *       "detail": "A condition does not hold; `ETag` is the record's, when there is one.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is over the limit. */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:payload-too-large",
                 *       "title": "payload too large",
                 *       "status": 413,
                 *       "detail": "The body is over the limit.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The URL is longer than the server takes. */
        UriTooLong: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:invalid-request",
                 *       "title": "invalid request",
                 *       "status": 414,
                 *       "detail": "The URL is longer than the server takes.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not said to be JSON. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:unsupported-media-type",
                 *       "title": "unsupported media type",
                 *       "status": 415,
                 *       "detail": "The body is not said to be JSON.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key was used for another request. */
        IdempotencyMismatch: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:idempotency-mismatch",
                 *       "title": "idempotency mismatch",
                 *       "status": 422,
                 *       "detail": "The key was used for another request.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server failed, and has logged why. */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:internal",
                 *       "title": "internal error",
                 *       "status": 500,
                 *       "detail": "The server failed, and has logged why.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The store is read-only after a failure of its disk, or overloaded, or not open yet. */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:read-only",
                 *       "title": "read-only",
                 *       "status": 503,
                 *       "detail": "The store is read-only after a failure of its disk, or overloaded, or not open yet.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The disk is full. */
        StorageFull: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:fountainstore:problem:storage-full",
                 *       "title": "storage full",
                 *       "status": 507,
                 *       "detail": "The disk is full.",
                 *       "instance": "/collections/cities/records/paris"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description The record's sequence in quotes.
         * @example "42"
         */
        ETag: string;
        /**
         * @description Path of what was created, percent-encoded.
         * @example /collections/cities
         */
        Location: string;
        /**
         * @description How to authenticate.
         * @example Bearer
         */
        "WWW-Authenticate": string;
        /** @description Seconds after which another try makes sense. */
        "Retry-After": number;
        /** @description The preference that was honoured. */
        "Preference-Applied": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
/** The operations of the contract by their ids. */
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The health. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "engine": {
                     *         "sequence": 42,
                     *         "writable": true,
                     *         "lastFlushMs": 3.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
        };
    };
    getLivez: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Probe"];
                };
            };
            414: components["responses"]["UriTooLong"];
        };
    };
    getReadyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Probe"];
                };
            };
            414: components["responses"]["UriTooLong"];
            /** @description Not now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "starting"
                     *     }
                     */
                    "application/json": components["schemas"]["Probe"];
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sequence": 42,
                     *       "collectionsCount": 1,
                     *       "collections": [
                     *         {
                     *           "name": "cities",
                     *           "recordsApprox": 38
                     *         }
                     *       ],
                     *       "compaction": {
                     *         "running": false,
                     *         "pendingTables": 0,
                     *         "levels": [
                     *           {
                     *             "level": 0,
                     *             "tables": 1,
                     *             "sizeBytes": 4096
                     *           }
                     *         ],
                     *         "debtBytes": 0
                     *       },
                     *       "version": "0.1.0",
                     *       "uptimeSeconds": 86400,
                     *       "runtime": "bun 1.4.5",
                     *       "storeId": "5e1f0c7a9b3d42e8",
                     *       "diskBytes": 8192
                     *     }
                     */
                    "application/json": components["schemas"]["Status"];
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getMetrics: {
        parameters: {
            query?: {
                /** @description The form of the answer; decides over `Accept`. */
                format?: "json" | "prometheus";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sequence": 42,
                     *       "puts": 40,
                     *       "gets": 7,
                     *       "deletes": 2,
                     *       "scans": 1,
                     *       "indexLookups": 0,
                     *       "batches": 3,
                     *       "histories": 0,
                     *       "opCounters": {
                     *         "puts": 40,
                     *         "gets": 7,
                     *         "deletes": 2,
                     *         "scans": 1,
                     *         "indexLookups": 0,
                     *         "batches": 3,
                     *         "histories": 0,
                     *         "queries": 1
                     *       },
                     *       "timingsMs": {
                     *         "lastFlush": 3.5,
                     *         "avgCompactionTick": 0
                     *       },
                     *       "bloom": {
                     *         "fppEstimate": 0.009
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Metrics"];
                    /**
                     * @example # HELP fountain_puts_total Records put.
                     *     # TYPE fountain_puts_total counter
                     *     fountain_puts_total 40
                     */
                    "text/plain": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCollections: {
        parameters: {
            query?: {
                /** @description Items of a page at most. */
                pageSize?: number;
                /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
                pageToken?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "cities",
                     *           "version": "v2",
                     *           "recordsApprox": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CollectionPage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createCollection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "cities",
                 *       "version": "v2"
                 *     }
                 */
                "application/json": components["schemas"]["CreateCollection"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "cities",
                     *       "version": "v2",
                     *       "recordsApprox": 0
                     *     }
                     */
                    "application/json": components["schemas"]["CollectionSummary"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getCollection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "cities",
                     *       "version": null,
                     *       "recordsApprox": 38,
                     *       "indexes": []
                     *     }
                     */
                    "application/json": components["schemas"]["Collection"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteCollection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listIndexes: {
        parameters: {
            query?: {
                /** @description Items of a page at most. */
                pageSize?: number;
                /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
                pageToken?: string;
            };
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "byCountry",
                     *           "kind": "multi",
                     *           "keyPath": ".country",
                     *           "covering": false,
                     *           "options": {},
                     *           "state": "ready",
                     *           "progress": 1,
                     *           "entries": 38
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["IndexPage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createIndex: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "byCountry",
                 *       "kind": "multi",
                 *       "keyPath": ".country"
                 *     }
                 */
                "application/json": components["schemas"]["CreateIndex"];
            };
        };
        responses: {
            /** @description Defined. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "byCountry",
                     *       "kind": "multi",
                     *       "keyPath": ".country",
                     *       "covering": false,
                     *       "options": {},
                     *       "state": "ready",
                     *       "progress": 1,
                     *       "entries": 38
                     *     }
                     */
                    "application/json": components["schemas"]["IndexDefinition"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getIndex: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Name of an index, unique within its collection; `.` and `..` are refused. */
                index: components["schemas"]["IndexName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The index. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "byCountry",
                     *       "kind": "multi",
                     *       "keyPath": ".country",
                     *       "covering": false,
                     *       "options": {},
                     *       "state": "ready",
                     *       "progress": 1,
                     *       "entries": 38
                     *     }
                     */
                    "application/json": components["schemas"]["IndexDefinition"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteIndex: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Name of an index, unique within its collection; `.` and `..` are refused. */
                index: components["schemas"]["IndexName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listRecords: {
        parameters: {
            query?: {
                /** @description Only ids that begin with it. */
                prefix?: string;
                /** @description Only ids behind this one; the `nextPageToken` of a page is taken as well. */
                startAfter?: string;
                /** @description Items of a page at most. */
                pageSize?: number;
                /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
                pageToken?: string;
                /** @description Id of a snapshot; the answer is the state at its sequence. */
                snapshot?: string;
                /** @description A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more. */
                at?: string;
            };
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "paris",
                     *           "data": {
                     *             "name": "Paris",
                     *             "population": 2102650
                     *           },
                     *           "version": null,
                     *           "sequence": 42,
                     *           "deleted": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecordPage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRecord: {
        parameters: {
            query?: {
                /** @description Id of a snapshot; the answer is the state at its sequence. */
                snapshot?: string;
                /** @description A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more. */
                at?: string;
            };
            header?: {
                /** @description Entity tags the caller has, or `*`: 304 when the record has one of them. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Id of a record, percent-encoded: it may hold `/`, spaces and emoji. */
                id: components["schemas"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "paris",
                     *       "data": {
                     *         "name": "Paris",
                     *         "population": 2102650
                     *       },
                     *       "version": null,
                     *       "sequence": 42,
                     *       "deleted": false
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description The caller has it already. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    putRecord: {
        parameters: {
            query?: never;
            header?: {
                /** @description 412 unless the record has one of these tags; `*`: unless it is there. */
                "If-Match"?: string;
                /** @description 412 when the record has one of these tags; `*`: when it is there. */
                "If-None-Match"?: string;
                /** @description The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Id of a record, percent-encoded: it may hold `/`, spaces and emoji. */
                id: components["schemas"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": {
                 *         "name": "Paris",
                 *         "population": 2102650
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PutRecord"];
            };
        };
        responses: {
            /** @description Updated. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "paris",
                     *       "data": {
                     *         "name": "Paris",
                     *         "population": 2102650
                     *       },
                     *       "version": null,
                     *       "sequence": 42,
                     *       "deleted": false
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description Created: there was none, or it had been deleted. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "paris",
                     *       "data": {
                     *         "name": "Paris",
                     *         "population": 2102650
                     *       },
                     *       "version": null,
                     *       "sequence": 42,
                     *       "deleted": false
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyMismatch"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    deleteRecord: {
        parameters: {
            query?: never;
            header?: {
                /** @description 412 unless the record has one of these tags; `*`: unless it is there. */
                "If-Match"?: string;
                /** @description 412 when the record has one of these tags; `*`: when it is there. */
                "If-None-Match"?: string;
                /** @description The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Id of a record, percent-encoded: it may hold `/`, spaces and emoji. */
                id: components["schemas"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            414: components["responses"]["UriTooLong"];
            422: components["responses"]["IdempotencyMismatch"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    patchRecord: {
        parameters: {
            query?: never;
            header?: {
                /** @description 412 unless the record has one of these tags; `*`: unless it is there. */
                "If-Match"?: string;
                /** @description 412 when the record has one of these tags; `*`: when it is there. */
                "If-None-Match"?: string;
                /** @description The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Id of a record, percent-encoded: it may hold `/`, spaces and emoji. */
                id: components["schemas"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "population": 2102651
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["MergePatch"];
                /**
                 * @example [
                 *       {
                 *         "op": "replace",
                 *         "path": "/population",
                 *         "value": 2102651
                 *       }
                 *     ]
                 */
                "application/json-patch+json": components["schemas"]["JsonPatch"];
            };
        };
        responses: {
            /** @description The record as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "paris",
                     *       "data": {
                     *         "name": "Paris",
                     *         "population": 2102650
                     *       },
                     *       "version": null,
                     *       "sequence": 42,
                     *       "deleted": false
                     *     }
                     */
                    "application/json": components["schemas"]["Record"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyMismatch"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getRecordHistory: {
        parameters: {
            query?: {
                /** @description Items of a page at most. */
                pageSize?: number;
                /** @description `nextPageToken` of the page before. It is bound to the route and its other parameters. */
                pageToken?: string;
            };
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
                /** @description Id of a record, percent-encoded: it may hold `/`, spaces and emoji. */
                id: components["schemas"]["RecordId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sequence": 42,
                     *           "deleted": false,
                     *           "data": {
                     *             "name": "Paris",
                     *             "population": 2102650
                     *           },
                     *           "version": null,
                     *           "committedAt": "2026-03-01T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecordHistory"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    queryCollection: {
        parameters: {
            query?: {
                /** @description Id of a snapshot; the answer is the state at its sequence. */
                snapshot?: string;
                /** @description A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more. */
                at?: string;
            };
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "scan",
                 *       "prefix": "par",
                 *       "limit": 10
                 *     }
                 */
                "application/json": components["schemas"]["Query"];
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "paris",
                     *           "data": {
                     *             "name": "Paris",
                     *             "population": 2102650
                     *           },
                     *           "version": null,
                     *           "sequence": 42,
                     *           "deleted": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["QueryResult"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    commitTransaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description `return=minimal` leaves the records out of the results (RFC 7240). */
                Prefer?: string;
                /** @description The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operations": [
                 *         {
                 *           "op": "put",
                 *           "collection": "cities",
                 *           "record": {
                 *             "id": "paris",
                 *             "data": {
                 *               "name": "Paris",
                 *               "population": 2102650
                 *             }
                 *           }
                 *         },
                 *         {
                 *           "op": "delete",
                 *           "collection": "cities",
                 *           "id": "atlantis"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Transaction"];
            };
        };
        responses: {
            /** @description Committed. */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "committedSequence": 43,
                     *       "results": [
                     *         {
                     *           "opIndex": 0,
                     *           "status": "ok",
                     *           "record": {
                     *             "id": "paris",
                     *             "data": {
                     *               "name": "Paris",
                     *               "population": 2102650
                     *             },
                     *             "version": null,
                     *             "sequence": 42,
                     *             "deleted": false
                     *           }
                     *         },
                     *         {
                     *           "opIndex": 1,
                     *           "status": "ok"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionResult"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            /** @description Refused as a whole: `sequence-too-low`, `unique-violation`, `precondition-failed` or `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:fountainstore:problem:sequence-too-low",
                     *       "title": "conflict",
                     *       "status": 409,
                     *       "detail": "The store is at sequence 42, not yet at 43",
                     *       "instance": "/transactions",
                     *       "results": [
                     *         {
                     *           "opIndex": -1,
                     *           "status": "error",
                     *           "error": {
                     *             "type": "urn:fountainstore:problem:sequence-too-low",
                     *             "title": "conflict",
                     *             "status": 409,
                     *             "detail": "The store is at sequence 42, not yet at 43",
                     *             "instance": "/transactions"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["TransactionProblem"];
                };
            };
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyMismatch"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listSnapshots: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshots. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "9f86d081884c7d659a2feaa0",
                     *           "sequence": 42,
                     *           "expiresAt": "2026-03-02T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SnapshotList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "ttlSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["CreateSnapshot"];
            };
        };
        responses: {
            /** @description Taken. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9f86d081884c7d659a2feaa0",
                     *       "sequence": 42,
                     *       "expiresAt": "2026-03-02T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    deleteSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a snapshot. */
                snapshotId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Released. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getChanges: {
        parameters: {
            query?: {
                /** @description Only what came behind it. Left out: what comes from now on. */
                since?: number;
                /** @description Name of a collection; `.` and `..` are refused. */
                collection?: components["schemas"]["CollectionName"];
                /** @description Items of a page at most. */
                limit?: number;
            };
            header?: {
                /** @description In the place of `since`, for streams. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, or the stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sequence": 42,
                     *           "collection": "cities",
                     *           "id": "paris",
                     *           "deleted": false,
                     *           "record": {
                     *             "id": "paris",
                     *             "data": {
                     *               "name": "Paris",
                     *               "population": 2102650
                     *             },
                     *             "version": null,
                     *             "sequence": 42,
                     *             "deleted": false
                     *           }
                     *         }
                     *       ],
                     *       "nextSince": 42
                     *     }
                     */
                    "application/json": components["schemas"]["Changes"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            410: components["responses"]["Gone"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    importRecords: {
        parameters: {
            query?: {
                /** @description Where the id stands in each line. */
                idPath?: string;
                /** @description What a bad line does. */
                onError?: "skip" | "abort";
            };
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {"id":"paris","data":{"name":"Paris"},"version":null,"sequence":42,"deleted":false} */
                "application/x-ndjson": string;
                /**
                 * @example id,name,people
                 *     paris,Paris,2100000
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imported": 1,
                     *       "failed": 0,
                     *       "errors": []
                     *     }
                     */
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    exportRecords: {
        parameters: {
            query?: {
                /** @description Id of a snapshot to export. */
                snapshot?: string;
            };
            header?: never;
            path: {
                /** @description Name of a collection; `.` and `..` are refused. */
                collection: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"id":"paris","data":{"name":"Paris"},"version":null,"sequence":42,"deleted":false} */
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCompactionStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "running": false,
                     *       "pendingTables": 0,
                     *       "levels": [
                     *         {
                     *           "level": 0,
                     *           "tables": 1,
                     *           "sizeBytes": 4096
                     *         }
                     *       ],
                     *       "debtBytes": 0
                     *     }
                     */
                    "application/json": components["schemas"]["CompactionStatus"];
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    runCompaction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "tick"
                 *     }
                 */
                "application/json": components["schemas"]["RunCompaction"];
            };
        };
        responses: {
            /** @description Accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            413: components["responses"]["PayloadTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedMediaType"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
        };
    };
    getOpenapiYaml: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            414: components["responses"]["UriTooLong"];
            500: components["responses"]["Internal"];
        };
    };
}
