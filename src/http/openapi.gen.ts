/**
 * The OpenAPI document as it is served.
 *
 * Written by `npm run generate`; do not edit.
 *
 * @module
 */

/** The document as JSON. */
export const OPENAPI_JSON: string = JSON.stringify({
  "openapi": "3.1.0",
  "info": {
    "title": "FountainStore",
    "summary": "A document store in one file.",
    "description": "A document store in one file: JSON records in collections, on disk before they are acknowledged.\n\nEvery path answers below `/` and below `/v1/` alike. A server with an API key wants it on every route but `/livez` and\n`/readyz`; one without a key is open, and then listens on a loopback address only. Errors are problem documents (RFC 9457)\nwhose `type` is a stable URN. An unknown path is a 404 problem, a known path with another method a 405 problem with `Allow`.\n",
    "license": {
      "name": "MIT",
      "identifier": "MIT"
    },
    "version": "0.1.0"
  },
  "servers": [
    {
      "description": "This server",
      "url": "/"
    },
    {
      "description": "The same, by version",
      "url": "/v1"
    }
  ],
  "security": [
    {
      "ApiKey": []
    },
    {
      "Bearer": []
    }
  ],
  "tags": [
    {
      "name": "Health",
      "description": "Is it alive, is it ready, how is it."
    },
    {
      "name": "Metrics",
      "description": "Figures, as JSON or for Prometheus."
    },
    {
      "name": "Collections",
      "description": "Records under a name."
    },
    {
      "name": "Indexes",
      "description": "Keys by which records are found."
    },
    {
      "name": "Records",
      "description": "JSON values with an id and a sequence."
    },
    {
      "name": "Queries",
      "description": "Finding records."
    },
    {
      "name": "Transactions",
      "description": "Operations that are committed together."
    },
    {
      "name": "Snapshots",
      "description": "The past, for as long as it is wanted."
    },
    {
      "name": "Changes",
      "description": "What happened, in order, as it happens."
    },
    {
      "name": "Import and export",
      "description": "Whole collections as lines of JSON."
    },
    {
      "name": "Compaction",
      "description": "Merging in the background."
    },
    {
      "name": "Documentation",
      "description": "This document."
    }
  ],
  "paths": {
    "/health": {
      "get": {
        "tags": [
          "Health"
        ],
        "operationId": "getHealth",
        "summary": "Health of the engine",
        "description": "200 whatever the status is; for probes see `/readyz`.",
        "responses": {
          "200": {
            "description": "The health.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Health"
                },
                "example": {
                  "status": "ok",
                  "engine": {
                    "sequence": 42,
                    "writable": true,
                    "lastFlushMs": 3.5
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          }
        }
      }
    },
    "/livez": {
      "get": {
        "security": [],
        "tags": [
          "Health"
        ],
        "operationId": "getLivez",
        "summary": "Is the process alive?",
        "description": "Never asks for a key. When this is not answered, restart the process.",
        "responses": {
          "200": {
            "description": "It is.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Probe"
                },
                "example": {
                  "status": "ok"
                }
              }
            }
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          }
        }
      }
    },
    "/readyz": {
      "get": {
        "security": [],
        "tags": [
          "Health"
        ],
        "operationId": "getReadyz",
        "summary": "Can it take requests?",
        "description": "Never asks for a key. 503 while the store is opened or restored, and when it is read-only after a failure.",
        "responses": {
          "200": {
            "description": "It can.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Probe"
                },
                "example": {
                  "status": "ok"
                }
              }
            }
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "503": {
            "description": "Not now.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Probe"
                },
                "example": {
                  "status": "starting"
                }
              }
            }
          }
        }
      }
    },
    "/status": {
      "get": {
        "tags": [
          "Health"
        ],
        "operationId": "getStatus",
        "summary": "The store at a glance",
        "description": "Sequence, collections, compaction, and what runs the server since when.",
        "responses": {
          "200": {
            "description": "The status.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Status"
                },
                "example": {
                  "sequence": 42,
                  "collectionsCount": 1,
                  "collections": [
                    {
                      "name": "cities",
                      "recordsApprox": 38
                    }
                  ],
                  "compaction": {
                    "running": false,
                    "pendingTables": 0,
                    "levels": [
                      {
                        "level": 0,
                        "tables": 1,
                        "sizeBytes": 4096
                      }
                    ],
                    "debtBytes": 0
                  },
                  "version": "0.1.0",
                  "uptimeSeconds": 86400,
                  "runtime": "bun 1.4.5",
                  "storeId": "5e1f0c7a9b3d42e8",
                  "diskBytes": 8192
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/metrics": {
      "get": {
        "tags": [
          "Metrics"
        ],
        "operationId": "getMetrics",
        "summary": "Counters, timings and gauges",
        "description": "JSON by default; text for Prometheus with `format=prometheus`, or when `Accept` names `text/plain` or OpenMetrics.",
        "parameters": [
          {
            "name": "format",
            "in": "query",
            "description": "The form of the answer; decides over `Accept`.",
            "required": false,
            "schema": {
              "type": "string",
              "enum": [
                "json",
                "prometheus"
              ]
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The figures.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Metrics"
                },
                "example": {
                  "sequence": 42,
                  "puts": 40,
                  "gets": 7,
                  "deletes": 2,
                  "scans": 1,
                  "indexLookups": 0,
                  "batches": 3,
                  "histories": 0,
                  "opCounters": {
                    "puts": 40,
                    "gets": 7,
                    "deletes": 2,
                    "scans": 1,
                    "indexLookups": 0,
                    "batches": 3,
                    "histories": 0,
                    "queries": 1
                  },
                  "timingsMs": {
                    "lastFlush": 3.5,
                    "avgCompactionTick": 0
                  },
                  "bloom": {
                    "fppEstimate": 0.009
                  }
                }
              },
              "text/plain": {
                "schema": {
                  "description": "The text format of Prometheus: each metric with HELP and TYPE.",
                  "type": "string"
                },
                "example": "# HELP fountain_puts_total Records put.\n# TYPE fountain_puts_total counter\nfountain_puts_total 40\n"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/collections": {
      "get": {
        "tags": [
          "Collections"
        ],
        "operationId": "listCollections",
        "summary": "List collections",
        "description": "By name, in pages.",
        "parameters": [
          {
            "name": "pageSize",
            "in": "query",
            "description": "Items of a page at most.",
            "required": false,
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000,
              "default": 100
            }
          },
          {
            "name": "pageToken",
            "in": "query",
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "required": false,
            "schema": {
              "type": "string"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/CollectionPage"
                },
                "example": {
                  "items": [
                    {
                      "name": "cities",
                      "version": "v2",
                      "recordsApprox": 0
                    }
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "post": {
        "tags": [
          "Collections"
        ],
        "operationId": "createCollection",
        "summary": "Create a collection",
        "description": "409 when the name is taken.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreateCollection"
              },
              "example": {
                "name": "cities",
                "version": "v2"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "Created.",
            "headers": {
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/CollectionSummary"
                },
                "example": {
                  "name": "cities",
                  "version": "v2",
                  "recordsApprox": 0
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/collections/{collection}": {
      "get": {
        "tags": [
          "Collections"
        ],
        "operationId": "getCollection",
        "summary": "Look at a collection",
        "description": "Its version mark, about how many records it has, and its indexes.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The collection.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Collection"
                },
                "example": {
                  "name": "cities",
                  "version": null,
                  "recordsApprox": 38,
                  "indexes": []
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "tags": [
          "Collections"
        ],
        "operationId": "deleteCollection",
        "summary": "Drop a collection",
        "description": "Its records and indexes are gone at once; their space is reclaimed in the background. Open snapshots still see them.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          }
        ],
        "responses": {
          "204": {
            "description": "Dropped."
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/collections/{collection}/indexes": {
      "get": {
        "tags": [
          "Indexes"
        ],
        "operationId": "listIndexes",
        "summary": "List indexes",
        "description": "By name, in pages.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "pageSize",
            "in": "query",
            "description": "Items of a page at most.",
            "required": false,
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000,
              "default": 100
            }
          },
          {
            "name": "pageToken",
            "in": "query",
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "required": false,
            "schema": {
              "type": "string"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/IndexPage"
                },
                "example": {
                  "items": [
                    {
                      "name": "byCountry",
                      "kind": "multi",
                      "keyPath": ".country",
                      "covering": false,
                      "options": {},
                      "state": "ready",
                      "progress": 1,
                      "entries": 38
                    }
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "post": {
        "tags": [
          "Indexes"
        ],
        "operationId": "createIndex",
        "summary": "Define an index",
        "description": "On a small collection the index is ready when this is answered; on a large one it is built in the background, without stopping writes. 409 when the name is taken, or when records have the same key of a unique index: then no index remains.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreateIndex"
              },
              "example": {
                "name": "byCountry",
                "kind": "multi",
                "keyPath": ".country"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "Defined.",
            "headers": {
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/IndexDefinition"
                },
                "example": {
                  "name": "byCountry",
                  "kind": "multi",
                  "keyPath": ".country",
                  "covering": false,
                  "options": {},
                  "state": "ready",
                  "progress": 1,
                  "entries": 38
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/collections/{collection}/indexes/{index}": {
      "get": {
        "tags": [
          "Indexes"
        ],
        "operationId": "getIndex",
        "summary": "Look at an index",
        "description": "How far its build is, and about how many entries it has. 409 when records stood in the way of the unique index of that name: up to ten of them are named, and nothing of the index is left.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "index",
            "in": "path",
            "description": "Name of an index, unique within its collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/IndexName"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The index.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/IndexDefinition"
                },
                "example": {
                  "name": "byCountry",
                  "kind": "multi",
                  "keyPath": ".country",
                  "covering": false,
                  "options": {},
                  "state": "ready",
                  "progress": 1,
                  "entries": 38
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "tags": [
          "Indexes"
        ],
        "operationId": "deleteIndex",
        "summary": "Drop an index",
        "description": "It is gone at once; its space is reclaimed in the background. Open snapshots still have it.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "index",
            "in": "path",
            "description": "Name of an index, unique within its collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/IndexName"
            }
          }
        ],
        "responses": {
          "204": {
            "description": "Dropped."
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/collections/{collection}/records": {
      "get": {
        "tags": [
          "Records"
        ],
        "operationId": "listRecords",
        "summary": "List records",
        "description": "In the order of their ids, in pages; the same as a `scan` query.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "prefix",
            "in": "query",
            "description": "Only ids that begin with it.",
            "required": false,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "startAfter",
            "in": "query",
            "description": "Only ids behind this one; the `nextPageToken` of a page is taken as well.",
            "required": false,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "pageSize",
            "in": "query",
            "description": "Items of a page at most.",
            "required": false,
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000,
              "default": 100
            }
          },
          {
            "name": "pageToken",
            "in": "query",
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "required": false,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "snapshot",
            "in": "query",
            "description": "Id of a snapshot; the answer is the state at its sequence.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "at",
            "in": "query",
            "description": "A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "example": "42"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RecordPage"
                },
                "example": {
                  "items": [
                    {
                      "id": "paris",
                      "data": {
                        "name": "Paris",
                        "population": 2102650
                      },
                      "version": null,
                      "sequence": 42,
                      "deleted": false
                    }
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "410": {
            "$ref": "#/components/responses/Gone"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/collections/{collection}/records/{id}": {
      "put": {
        "tags": [
          "Records"
        ],
        "operationId": "putRecord",
        "summary": "Put a record",
        "description": "Writes the record, new or over the one that is there, and answers when it is on disk. The collection is created when it is missing, unless the server runs with `--no-auto-create`.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "id",
            "in": "path",
            "description": "Id of a record, percent-encoded: it may hold `/`, spaces and emoji.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/RecordId"
            }
          },
          {
            "name": "If-Match",
            "in": "header",
            "description": "412 unless the record has one of these tags; `*`: unless it is there.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "\"42\""
            }
          },
          {
            "name": "If-None-Match",
            "in": "header",
            "description": "412 when the record has one of these tags; `*`: when it is there.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "*"
            }
          },
          {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 255,
              "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/PutRecord"
              },
              "example": {
                "data": {
                  "name": "Paris",
                  "population": 2102650
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Updated.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Record"
                },
                "example": {
                  "id": "paris",
                  "data": {
                    "name": "Paris",
                    "population": 2102650
                  },
                  "version": null,
                  "sequence": 42,
                  "deleted": false
                }
              }
            }
          },
          "201": {
            "description": "Created: there was none, or it had been deleted.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              },
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Record"
                },
                "example": {
                  "id": "paris",
                  "data": {
                    "name": "Paris",
                    "population": 2102650
                  },
                  "version": null,
                  "sequence": 42,
                  "deleted": false
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "412": {
            "$ref": "#/components/responses/PreconditionFailed"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyMismatch"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      },
      "patch": {
        "tags": [
          "Records"
        ],
        "operationId": "patchRecord",
        "summary": "Patch a record",
        "description": "Changes what the patch names; the rest stays as it was written, version and term too. 409 when a `test` fails or a path is not there.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "id",
            "in": "path",
            "description": "Id of a record, percent-encoded: it may hold `/`, spaces and emoji.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/RecordId"
            }
          },
          {
            "name": "If-Match",
            "in": "header",
            "description": "412 unless the record has one of these tags; `*`: unless it is there.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "\"42\""
            }
          },
          {
            "name": "If-None-Match",
            "in": "header",
            "description": "412 when the record has one of these tags; `*`: when it is there.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "*"
            }
          },
          {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 255,
              "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/merge-patch+json": {
              "schema": {
                "$ref": "#/components/schemas/MergePatch"
              },
              "example": {
                "population": 2102651
              }
            },
            "application/json-patch+json": {
              "schema": {
                "$ref": "#/components/schemas/JsonPatch"
              },
              "example": [
                {
                  "op": "replace",
                  "path": "/population",
                  "value": 2102651
                }
              ]
            }
          }
        },
        "responses": {
          "200": {
            "description": "The record as it is now.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Record"
                },
                "example": {
                  "id": "paris",
                  "data": {
                    "name": "Paris",
                    "population": 2102650
                  },
                  "version": null,
                  "sequence": 42,
                  "deleted": false
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "412": {
            "$ref": "#/components/responses/PreconditionFailed"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyMismatch"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      },
      "get": {
        "tags": [
          "Records"
        ],
        "operationId": "getRecord",
        "summary": "Read a record",
        "description": "As it is now, or as it was at a snapshot.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "id",
            "in": "path",
            "description": "Id of a record, percent-encoded: it may hold `/`, spaces and emoji.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/RecordId"
            }
          },
          {
            "name": "snapshot",
            "in": "query",
            "description": "Id of a snapshot; the answer is the state at its sequence.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "at",
            "in": "query",
            "description": "A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "example": "42"
            }
          },
          {
            "name": "If-None-Match",
            "in": "header",
            "description": "Entity tags the caller has, or `*`: 304 when the record has one of them.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "\"42\""
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The record.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Record"
                },
                "example": {
                  "id": "paris",
                  "data": {
                    "name": "Paris",
                    "population": 2102650
                  },
                  "version": null,
                  "sequence": 42,
                  "deleted": false
                }
              }
            }
          },
          "304": {
            "description": "The caller has it already.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "410": {
            "$ref": "#/components/responses/Gone"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "delete": {
        "tags": [
          "Records"
        ],
        "operationId": "deleteRecord",
        "summary": "Delete a record",
        "description": "404 when there is none.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "id",
            "in": "path",
            "description": "Id of a record, percent-encoded: it may hold `/`, spaces and emoji.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/RecordId"
            }
          },
          {
            "name": "If-Match",
            "in": "header",
            "description": "412 unless the record has one of these tags; `*`: unless it is there.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "\"42\""
            }
          },
          {
            "name": "If-None-Match",
            "in": "header",
            "description": "412 when the record has one of these tags; `*`: when it is there.",
            "required": false,
            "schema": {
              "type": "string",
              "pattern": "^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
              "example": "*"
            }
          },
          {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 255,
              "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"
            }
          }
        ],
        "responses": {
          "204": {
            "description": "Deleted."
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "412": {
            "$ref": "#/components/responses/PreconditionFailed"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyMismatch"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/collections/{collection}/records/{id}/history": {
      "get": {
        "tags": [
          "Records"
        ],
        "operationId": "getRecordHistory",
        "summary": "List versions of a record",
        "description": "Those that are kept, newest first, deletes included. 404 for a record of which there is none.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "id",
            "in": "path",
            "description": "Id of a record, percent-encoded: it may hold `/`, spaces and emoji.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/RecordId"
            }
          },
          {
            "name": "pageSize",
            "in": "query",
            "description": "Items of a page at most.",
            "required": false,
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000,
              "default": 100
            }
          },
          {
            "name": "pageToken",
            "in": "query",
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "required": false,
            "schema": {
              "type": "string"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RecordHistory"
                },
                "example": {
                  "items": [
                    {
                      "sequence": 42,
                      "deleted": false,
                      "data": {
                        "name": "Paris",
                        "population": 2102650
                      },
                      "version": null,
                      "committedAt": "2026-03-01T12:00:00.000Z"
                    }
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/collections/{collection}/query": {
      "post": {
        "tags": [
          "Queries"
        ],
        "operationId": "queryCollection",
        "summary": "Query a collection",
        "description": "Every query reads one consistent state: the snapshot's, or that of its start. 409 while an index is built, and in a past before it was ready.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "snapshot",
            "in": "query",
            "description": "Id of a snapshot; the answer is the state at its sequence.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "at",
            "in": "query",
            "description": "A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "example": "42"
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Query"
              },
              "example": {
                "type": "scan",
                "prefix": "par",
                "limit": 10
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "What was found.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/QueryResult"
                },
                "example": {
                  "items": [
                    {
                      "id": "paris",
                      "data": {
                        "name": "Paris",
                        "population": 2102650
                      },
                      "version": null,
                      "sequence": 42,
                      "deleted": false
                    }
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "410": {
            "$ref": "#/components/responses/Gone"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/transactions": {
      "post": {
        "tags": [
          "Transactions"
        ],
        "operationId": "commitTransaction",
        "summary": "Commit a transaction",
        "description": "All or nothing, across collections. Each operation has a sequence of its own, in order, and all become visible with the last of them.",
        "parameters": [
          {
            "name": "Prefer",
            "in": "header",
            "description": "`return=minimal` leaves the records out of the results (RFC 7240).",
            "required": false,
            "schema": {
              "type": "string",
              "example": "return=minimal"
            }
          },
          {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 255,
              "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Transaction"
              },
              "example": {
                "operations": [
                  {
                    "op": "put",
                    "collection": "cities",
                    "record": {
                      "id": "paris",
                      "data": {
                        "name": "Paris",
                        "population": 2102650
                      }
                    }
                  },
                  {
                    "op": "delete",
                    "collection": "cities",
                    "id": "atlantis"
                  }
                ]
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Committed.",
            "headers": {
              "Preference-Applied": {
                "$ref": "#/components/headers/Preference-Applied"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/TransactionResult"
                },
                "example": {
                  "committedSequence": 43,
                  "results": [
                    {
                      "opIndex": 0,
                      "status": "ok",
                      "record": {
                        "id": "paris",
                        "data": {
                          "name": "Paris",
                          "population": 2102650
                        },
                        "version": null,
                        "sequence": 42,
                        "deleted": false
                      }
                    },
                    {
                      "opIndex": 1,
                      "status": "ok"
                    }
                  ]
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "409": {
            "description": "Refused as a whole: `sequence-too-low`, `unique-violation`, `precondition-failed` or `conflict`.",
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/TransactionProblem"
                },
                "example": {
                  "type": "urn:fountainstore:problem:sequence-too-low",
                  "title": "conflict",
                  "status": 409,
                  "detail": "The store is at sequence 42, not yet at 43",
                  "instance": "/transactions",
                  "results": [
                    {
                      "opIndex": -1,
                      "status": "error",
                      "error": {
                        "type": "urn:fountainstore:problem:sequence-too-low",
                        "title": "conflict",
                        "status": 409,
                        "detail": "The store is at sequence 42, not yet at 43",
                        "instance": "/transactions"
                      }
                    }
                  ]
                }
              }
            }
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "422": {
            "$ref": "#/components/responses/IdempotencyMismatch"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/snapshots": {
      "post": {
        "tags": [
          "Snapshots"
        ],
        "operationId": "createSnapshot",
        "summary": "Take a snapshot",
        "description": "Costs next to nothing: no data is copied. It survives a restart.",
        "requestBody": {
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/CreateSnapshot"
              },
              "example": {
                "ttlSeconds": 3600
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "Taken.",
            "headers": {
              "Location": {
                "$ref": "#/components/headers/Location"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Snapshot"
                },
                "example": {
                  "id": "9f86d081884c7d659a2feaa0",
                  "sequence": 42,
                  "expiresAt": "2026-03-02T12:00:00.000Z"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      },
      "get": {
        "tags": [
          "Snapshots"
        ],
        "operationId": "listSnapshots",
        "summary": "List snapshots",
        "description": "Those whose term is not over, oldest first.",
        "responses": {
          "200": {
            "description": "The snapshots.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SnapshotList"
                },
                "example": {
                  "items": [
                    {
                      "id": "9f86d081884c7d659a2feaa0",
                      "sequence": 42,
                      "expiresAt": "2026-03-02T12:00:00.000Z"
                    }
                  ]
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/snapshots/{snapshotId}": {
      "delete": {
        "tags": [
          "Snapshots"
        ],
        "operationId": "deleteSnapshot",
        "summary": "Release a snapshot",
        "description": "What only it could see may be dropped from then on.",
        "parameters": [
          {
            "name": "snapshotId",
            "in": "path",
            "description": "Id of a snapshot.",
            "required": true,
            "schema": {
              "type": "string",
              "minLength": 1,
              "example": "9f86d081884c7d659a2feaa0"
            }
          }
        ],
        "responses": {
          "204": {
            "description": "Released."
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/changes": {
      "get": {
        "tags": [
          "Changes"
        ],
        "operationId": "getChanges",
        "summary": "Read changes",
        "description": "By page or, with `Accept: text/event-stream`, as a stream of server-sent events that goes on as things happen: `id` is the sequence, `data` an item as a page has it. A stream that was cut off is resumed by `Last-Event-ID`. 410 when the feed does not reach back to `since`; then read the present, and go on from its sequence.",
        "parameters": [
          {
            "name": "since",
            "in": "query",
            "description": "Only what came behind it. Left out: what comes from now on.",
            "required": false,
            "schema": {
              "type": "integer",
              "minimum": 0,
              "example": 41
            }
          },
          {
            "name": "collection",
            "in": "query",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": false,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "limit",
            "in": "query",
            "description": "Items of a page at most.",
            "required": false,
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000,
              "default": 100
            }
          },
          {
            "name": "Last-Event-ID",
            "in": "header",
            "description": "In the place of `since`, for streams.",
            "required": false,
            "schema": {
              "type": "string",
              "example": "41"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page, or the stream.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Changes"
                },
                "example": {
                  "items": [
                    {
                      "sequence": 42,
                      "collection": "cities",
                      "id": "paris",
                      "deleted": false,
                      "record": {
                        "id": "paris",
                        "data": {
                          "name": "Paris",
                          "population": 2102650
                        },
                        "version": null,
                        "sequence": 42,
                        "deleted": false
                      }
                    }
                  ],
                  "nextSince": 42
                }
              },
              "text/event-stream": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "410": {
            "$ref": "#/components/responses/Gone"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/collections/{collection}/import": {
      "post": {
        "tags": [
          "Import and export"
        ],
        "operationId": "importRecords",
        "summary": "Import records",
        "description": "Puts a record for each line: one as an export writes it or, with `idPath`, any JSON object that holds its id. Of CSV, the first line names the members, and each row is an object: a cell that is a JSON number, true or false is that value, an empty one is left out, any other is a string; `idPath` is `.id` when it is not said. A bad line is told of and passed over, or ends the import; the lines before it stay. The body may be packed by gzip (`Content-Encoding: gzip`).",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "idPath",
            "in": "query",
            "description": "Where the id stands in each line.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1,
              "example": ".id"
            }
          },
          {
            "name": "onError",
            "in": "query",
            "description": "What a bad line does.",
            "required": false,
            "schema": {
              "type": "string",
              "enum": [
                "skip",
                "abort"
              ],
              "default": "skip"
            }
          }
        ],
        "requestBody": {
          "required": false,
          "content": {
            "application/x-ndjson": {
              "schema": {
                "description": "Lines, each a JSON text (NDJSON).",
                "type": "string"
              },
              "example": "{\"id\":\"paris\",\"data\":{\"name\":\"Paris\"},\"version\":null,\"sequence\":42,\"deleted\":false}\n"
            },
            "text/csv": {
              "schema": {
                "description": "Rows behind a header (RFC 4180), separated by commas.",
                "type": "string"
              },
              "example": "id,name,people\nparis,Paris,2100000\n"
            }
          }
        },
        "responses": {
          "200": {
            "description": "Done.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ImportReport"
                },
                "example": {
                  "imported": 1,
                  "failed": 0,
                  "errors": []
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/collections/{collection}/export": {
      "get": {
        "tags": [
          "Import and export"
        ],
        "operationId": "exportRecords",
        "summary": "Export records",
        "description": "All records in the order of their ids, a line each, as of one moment. Packed by gzip when that is accepted.",
        "parameters": [
          {
            "name": "collection",
            "in": "path",
            "description": "Name of a collection; `.` and `..` are refused.",
            "required": true,
            "schema": {
              "$ref": "#/components/schemas/CollectionName"
            }
          },
          {
            "name": "snapshot",
            "in": "query",
            "description": "Id of a snapshot to export.",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 1
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The lines.",
            "content": {
              "application/x-ndjson": {
                "schema": {
                  "description": "Lines, each a JSON text (NDJSON).",
                  "type": "string"
                },
                "example": "{\"id\":\"paris\",\"data\":{\"name\":\"Paris\"},\"version\":null,\"sequence\":42,\"deleted\":false}\n"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/compaction/status": {
      "get": {
        "tags": [
          "Compaction"
        ],
        "operationId": "getCompactionStatus",
        "summary": "How far merging is behind",
        "description": "The levels of the store, and what waits.",
        "responses": {
          "200": {
            "description": "The status.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/CompactionStatus"
                },
                "example": {
                  "running": false,
                  "pendingTables": 0,
                  "levels": [
                    {
                      "level": 0,
                      "tables": 1,
                      "sizeBytes": 4096
                    }
                  ],
                  "debtBytes": 0
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/compaction/run": {
      "post": {
        "tags": [
          "Compaction"
        ],
        "operationId": "runCompaction",
        "summary": "Run compaction",
        "description": "Answered at once; the work goes on in the background. It need not be called: merging keeps up by itself.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/RunCompaction"
              },
              "example": {
                "mode": "tick"
              }
            }
          }
        },
        "responses": {
          "202": {
            "description": "Accepted."
          },
          "400": {
            "$ref": "#/components/responses/InvalidRequest"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "413": {
            "$ref": "#/components/responses/PayloadTooLarge"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "415": {
            "$ref": "#/components/responses/UnsupportedMediaType"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          },
          "507": {
            "$ref": "#/components/responses/StorageFull"
          }
        }
      }
    },
    "/openapi.json": {
      "get": {
        "tags": [
          "Documentation"
        ],
        "operationId": "getOpenapiJson",
        "summary": "This document as JSON",
        "description": "OpenAPI 3.1.",
        "responses": {
          "200": {
            "description": "The document.",
            "content": {
              "application/json": {
                "schema": {
                  "description": "OpenAPI 3.1.",
                  "required": [
                    "openapi"
                  ],
                  "type": "object",
                  "properties": {
                    "openapi": {
                      "type": "string"
                    }
                  },
                  "additionalProperties": {}
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          }
        }
      }
    },
    "/openapi.yaml": {
      "get": {
        "tags": [
          "Documentation"
        ],
        "operationId": "getOpenapiYaml",
        "summary": "This document as YAML",
        "description": "OpenAPI 3.1.",
        "responses": {
          "200": {
            "description": "The document.",
            "content": {
              "application/yaml": {
                "schema": {
                  "description": "OpenAPI 3.1.",
                  "required": [
                    "openapi"
                  ],
                  "type": "object",
                  "properties": {
                    "openapi": {
                      "type": "string"
                    }
                  },
                  "additionalProperties": {}
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          }
        }
      }
    },
    "/docs": {
      "get": {
        "tags": [
          "Documentation"
        ],
        "operationId": "getDocs",
        "summary": "This document as a page",
        "description": "One page that holds everything it needs: it works without a network, and when it is saved as a file.",
        "responses": {
          "200": {
            "description": "The page.",
            "content": {
              "text/html": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "414": {
            "$ref": "#/components/responses/UriTooLong"
          },
          "500": {
            "$ref": "#/components/responses/Internal"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "ApiKey": {
        "name": "x-api-key",
        "in": "header",
        "description": "The API key.",
        "type": "apiKey"
      },
      "Bearer": {
        "description": "The API key as a bearer token.",
        "type": "http",
        "scheme": "bearer"
      }
    },
    "responses": {
      "InvalidRequest": {
        "description": "The request is malformed: parameters, body or page token.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:invalid-request",
              "title": "invalid request",
              "status": 400,
              "detail": "The request is malformed: parameters, body or page token.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "The API key is missing or wrong.",
        "headers": {
          "WWW-Authenticate": {
            "$ref": "#/components/headers/WWW-Authenticate"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:unauthorized",
              "title": "unauthorized",
              "status": 401,
              "detail": "The API key is missing or wrong.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "NotFound": {
        "description": "The collection, record or snapshot is not there.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:not-found",
              "title": "not found",
              "status": 404,
              "detail": "The collection, record or snapshot is not there.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "Conflict": {
        "description": "The present state does not allow it; nothing was changed.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:conflict",
              "title": "conflict",
              "status": 409,
              "detail": "The present state does not allow it; nothing was changed.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "Gone": {
        "description": "The past that was asked for is not kept any more.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:gone",
              "title": "gone",
              "status": 410,
              "detail": "The past that was asked for is not kept any more.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "PreconditionFailed": {
        "description": "A condition does not hold; `ETag` is the record's, when there is one.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:precondition-failed",
              "title": "precondition failed",
              "status": 412,
              "detail": "A condition does not hold; `ETag` is the record's, when there is one.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "PayloadTooLarge": {
        "description": "The body is over the limit.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:payload-too-large",
              "title": "payload too large",
              "status": 413,
              "detail": "The body is over the limit.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "UriTooLong": {
        "description": "The URL is longer than the server takes.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:invalid-request",
              "title": "invalid request",
              "status": 414,
              "detail": "The URL is longer than the server takes.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "UnsupportedMediaType": {
        "description": "The body is not said to be JSON.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:unsupported-media-type",
              "title": "unsupported media type",
              "status": 415,
              "detail": "The body is not said to be JSON.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "IdempotencyMismatch": {
        "description": "The key was used for another request.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:idempotency-mismatch",
              "title": "idempotency mismatch",
              "status": 422,
              "detail": "The key was used for another request.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "Internal": {
        "description": "The server failed, and has logged why.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:internal",
              "title": "internal error",
              "status": 500,
              "detail": "The server failed, and has logged why.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "Unavailable": {
        "description": "The store is read-only after a failure of its disk, or overloaded, or not open yet.",
        "headers": {
          "Retry-After": {
            "$ref": "#/components/headers/Retry-After"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:read-only",
              "title": "read-only",
              "status": 503,
              "detail": "The store is read-only after a failure of its disk, or overloaded, or not open yet.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      },
      "StorageFull": {
        "description": "The disk is full.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            },
            "example": {
              "type": "urn:fountainstore:problem:storage-full",
              "title": "storage full",
              "status": 507,
              "detail": "The disk is full.",
              "instance": "/collections/cities/records/paris"
            }
          }
        }
      }
    },
    "headers": {
      "ETag": {
        "description": "The record's sequence in quotes.",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\"[0-9]+\"$"
        },
        "example": "\"42\""
      },
      "Location": {
        "description": "Path of what was created, percent-encoded.",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^/"
        },
        "example": "/collections/cities"
      },
      "WWW-Authenticate": {
        "description": "How to authenticate.",
        "required": true,
        "schema": {
          "type": "string"
        },
        "example": "Bearer"
      },
      "Retry-After": {
        "description": "Seconds after which another try makes sense.",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "Preference-Applied": {
        "description": "The preference that was honoured.",
        "schema": {
          "type": "string"
        }
      }
    },
    "schemas": {
      "Problem": {
        "description": "An error (RFC 9457 problem details).",
        "required": [
          "type",
          "title",
          "status",
          "detail"
        ],
        "type": "object",
        "properties": {
          "type": {
            "description": "One stable URN for each kind of failure, for programs to decide on.",
            "type": "string",
            "enum": [
              "urn:fountainstore:problem:invalid-request",
              "urn:fountainstore:problem:invalid-page-token",
              "urn:fountainstore:problem:unauthorized",
              "urn:fountainstore:problem:forbidden",
              "urn:fountainstore:problem:not-found",
              "urn:fountainstore:problem:method-not-allowed",
              "urn:fountainstore:problem:conflict",
              "urn:fountainstore:problem:unique-violation",
              "urn:fountainstore:problem:sequence-too-low",
              "urn:fountainstore:problem:gone",
              "urn:fountainstore:problem:precondition-failed",
              "urn:fountainstore:problem:payload-too-large",
              "urn:fountainstore:problem:unsupported-media-type",
              "urn:fountainstore:problem:idempotency-mismatch",
              "urn:fountainstore:problem:too-many-requests",
              "urn:fountainstore:problem:internal",
              "urn:fountainstore:problem:overloaded",
              "urn:fountainstore:problem:read-only",
              "urn:fountainstore:problem:storage-full"
            ],
            "example": "urn:fountainstore:problem:not-found"
          },
          "title": {
            "description": "The kind of failure in short.",
            "type": "string",
            "example": "not found"
          },
          "status": {
            "description": "The HTTP status.",
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "example": 404
          },
          "detail": {
            "description": "What went wrong this time, for people.",
            "type": "string"
          },
          "instance": {
            "description": "The path of the request; left out of problems inside other documents.",
            "type": "string"
          },
          "errors": {
            "description": "The fields at fault.",
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/FieldError"
            }
          }
        }
      },
      "FieldError": {
        "description": "What is wrong with one field.",
        "required": [
          "pointer",
          "detail"
        ],
        "type": "object",
        "properties": {
          "pointer": {
            "description": "JSON Pointer into the body, or `#/query/name`, `#/path/name`, `#/header/name` for parameters.",
            "type": "string",
            "example": "#/query/pageSize"
          },
          "detail": {
            "type": "string"
          }
        }
      },
      "Health": {
        "description": "Health of the engine.",
        "required": [
          "status",
          "engine"
        ],
        "type": "object",
        "properties": {
          "status": {
            "description": "`starting` while the store is opened or restored, `unhealthy` when it cannot write any more.",
            "type": "string",
            "enum": [
              "ok",
              "starting",
              "unhealthy"
            ]
          },
          "engine": {
            "required": [
              "sequence",
              "writable",
              "lastFlushMs"
            ],
            "type": "object",
            "properties": {
              "sequence": {
                "description": "The place of an operation in the one order of all writes; 0 is before the first.",
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991,
                "example": 42
              },
              "writable": {
                "description": "False after a failed write or sync, until the store is reopened.",
                "type": "boolean"
              },
              "lastFlushMs": {
                "description": "How long the last flush took, in milliseconds; 0 before the first.",
                "type": "number",
                "minimum": 0
              }
            }
          }
        }
      },
      "Probe": {
        "description": "The answer to a probe.",
        "required": [
          "status"
        ],
        "type": "object",
        "properties": {
          "status": {
            "type": "string",
            "enum": [
              "ok",
              "starting",
              "unhealthy",
              "stopping"
            ]
          }
        }
      },
      "Status": {
        "description": "The store at a glance.",
        "required": [
          "sequence",
          "collectionsCount",
          "collections",
          "compaction",
          "version",
          "uptimeSeconds",
          "runtime",
          "storeId"
        ],
        "type": "object",
        "properties": {
          "sequence": {
            "description": "The place of an operation in the one order of all writes; 0 is before the first.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "collectionsCount": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "collections": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/CollectionSummary"
            }
          },
          "compaction": {
            "$ref": "#/components/schemas/CompactionStatus"
          },
          "version": {
            "description": "Version of FountainStore.",
            "type": "string",
            "example": "0.1.0"
          },
          "uptimeSeconds": {
            "type": "number",
            "minimum": 0
          },
          "runtime": {
            "description": "What runs the server.",
            "type": "string",
            "example": "bun 1.4.5"
          },
          "storeId": {
            "description": "The store's own random name, made when its folder was.",
            "type": "string"
          },
          "diskBytes": {
            "description": "Bytes of the store on disk; absent while unknown.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      },
      "CollectionSummary": {
        "description": "A collection as it is listed.",
        "required": [
          "name",
          "recordsApprox"
        ],
        "type": "object",
        "properties": {
          "name": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "version": {
            "description": "A mark of the caller's own, kept and given back, never looked into.",
            "type": "string",
            "maxLength": 512,
            "example": "v2"
          },
          "recordsApprox": {
            "description": "About how many records; overwritten ones count until they are merged away.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      },
      "CollectionName": {
        "description": "Name of a collection; `.` and `..` are refused.",
        "type": "string",
        "pattern": "^[A-Za-z0-9._-]{1,128}$",
        "not": {
          "enum": [
            ".",
            ".."
          ]
        },
        "example": "cities"
      },
      "CompactionStatus": {
        "description": "How far merging is behind.",
        "required": [
          "running",
          "pendingTables",
          "levels",
          "debtBytes"
        ],
        "type": "object",
        "properties": {
          "running": {
            "description": "Whether a merge is under way.",
            "type": "boolean"
          },
          "pendingTables": {
            "description": "Tables that wait for a flush or a merge.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "levels": {
            "type": "array",
            "items": {
              "required": [
                "level",
                "tables",
                "sizeBytes"
              ],
              "type": "object",
              "properties": {
                "level": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991
                },
                "tables": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991
                },
                "sizeBytes": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991
                }
              }
            }
          },
          "debtBytes": {
            "description": "Bytes that wait to be merged.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      },
      "Metrics": {
        "description": "Figures since the start. Further members may be added.",
        "required": [
          "sequence",
          "puts",
          "gets",
          "deletes",
          "scans",
          "indexLookups",
          "batches",
          "histories",
          "opCounters",
          "timingsMs",
          "bloom"
        ],
        "type": "object",
        "properties": {
          "sequence": {
            "description": "The place of an operation in the one order of all writes; 0 is before the first.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "puts": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "gets": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "deletes": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "scans": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "indexLookups": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "batches": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "histories": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "opCounters": {
            "description": "Operations since the start.",
            "required": [
              "puts",
              "gets",
              "deletes",
              "scans",
              "indexLookups",
              "batches",
              "histories",
              "queries"
            ],
            "type": "object",
            "properties": {
              "puts": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "gets": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "deletes": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "scans": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "indexLookups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "batches": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "histories": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              },
              "queries": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9007199254740991
              }
            },
            "additionalProperties": {}
          },
          "timingsMs": {
            "description": "Durations in milliseconds; 0 before the first.",
            "required": [
              "lastFlush",
              "avgCompactionTick"
            ],
            "type": "object",
            "properties": {
              "lastFlush": {
                "type": "number",
                "minimum": 0
              },
              "avgCompactionTick": {
                "type": "number",
                "minimum": 0
              }
            },
            "additionalProperties": {}
          },
          "bloom": {
            "required": [
              "fppEstimate"
            ],
            "type": "object",
            "properties": {
              "fppEstimate": {
                "description": "Share of absent keys that the filters let pass, as seen so far.",
                "type": "number",
                "minimum": 0
              }
            }
          }
        },
        "additionalProperties": {}
      },
      "CollectionPage": {
        "description": "Collections, by name.",
        "required": [
          "items"
        ],
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/CollectionSummary"
            }
          },
          "nextPageToken": {
            "description": "Asks for the next page; present only when more items follow.",
            "type": "string"
          }
        }
      },
      "CreateCollection": {
        "description": "A collection to be created.",
        "required": [
          "name"
        ],
        "type": "object",
        "properties": {
          "name": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "version": {
            "description": "A mark of the caller's own, kept and given back, never looked into.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 512,
            "example": "v2"
          },
          "retention": {
            "description": "Default: as the server's setting says.",
            "oneOf": [
              {
                "required": [
                  "keep"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "latest"
                    ]
                  }
                }
              },
              {
                "required": [
                  "keep",
                  "versions"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "last"
                    ]
                  },
                  "versions": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 9007199254740991
                  }
                }
              },
              {
                "required": [
                  "keep",
                  "ageMs"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "age"
                    ]
                  },
                  "ageMs": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 9007199254740991
                  }
                }
              },
              {
                "required": [
                  "keep"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "all"
                    ]
                  }
                }
              },
              {
                "type": "null"
              }
            ],
            "example": {
              "keep": "last",
              "versions": 10
            }
          }
        }
      },
      "Collection": {
        "description": "A collection with its indexes.",
        "required": [
          "name",
          "version",
          "recordsApprox",
          "indexes"
        ],
        "type": "object",
        "properties": {
          "name": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "version": {
            "description": "A mark of the caller's own, kept and given back, never looked into.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 512,
            "example": "v2"
          },
          "recordsApprox": {
            "description": "About how many records; overwritten ones count until they are merged away.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "retention": {
            "description": "Left out: as the server's setting says.",
            "oneOf": [
              {
                "required": [
                  "keep"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "latest"
                    ]
                  }
                }
              },
              {
                "required": [
                  "keep",
                  "versions"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "last"
                    ]
                  },
                  "versions": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 9007199254740991
                  }
                }
              },
              {
                "required": [
                  "keep",
                  "ageMs"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "age"
                    ]
                  },
                  "ageMs": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 9007199254740991
                  }
                }
              },
              {
                "required": [
                  "keep"
                ],
                "type": "object",
                "properties": {
                  "keep": {
                    "type": "string",
                    "enum": [
                      "all"
                    ]
                  }
                }
              }
            ],
            "example": {
              "keep": "last",
              "versions": 10
            }
          },
          "indexes": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/IndexDefinition"
            }
          }
        }
      },
      "IndexDefinition": {
        "description": "An index and how far it is.",
        "required": [
          "name",
          "kind",
          "covering",
          "options",
          "state",
          "progress",
          "entries"
        ],
        "type": "object",
        "properties": {
          "name": {
            "$ref": "#/components/schemas/IndexName"
          },
          "kind": {
            "description": "`unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.",
            "type": "string",
            "example": "multi"
          },
          "keyPath": {
            "$ref": "#/components/schemas/KeyPath"
          },
          "keyPaths": {
            "description": "Several paths, compared in turn; at most one of them may have `[]`.",
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/KeyPart"
            },
            "minItems": 1,
            "maxItems": 16
          },
          "covering": {
            "description": "Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and ranges that are read often. The record is stored once more for each of its entries, and each write of it writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried. Default false.",
            "type": "boolean"
          },
          "options": {
            "description": "`sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back.",
            "type": "object",
            "additionalProperties": {}
          },
          "state": {
            "description": "`building`: it is kept up by writes and serves no reads yet; queries by it are answered with 409.",
            "type": "string",
            "enum": [
              "building",
              "ready"
            ]
          },
          "progress": {
            "description": "Of the build; 1 when it is ready.",
            "type": "number",
            "minimum": 0,
            "maximum": 1
          },
          "entries": {
            "description": "Keys of records; about so many when they are more than some thousand.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      },
      "IndexName": {
        "description": "Name of an index, unique within its collection; `.` and `..` are refused.",
        "type": "string",
        "pattern": "^[A-Za-z0-9._-]{1,128}$",
        "not": {
          "enum": [
            ".",
            ".."
          ]
        },
        "example": "byCountry"
      },
      "KeyPath": {
        "description": "Whose values are the keys; or `keyPaths`.",
        "type": "string",
        "minLength": 1,
        "maxLength": 1024,
        "example": ".population"
      },
      "KeyPart": {
        "description": "A key path, ascending, or with its order: `{\".population\": \"desc\"}`.",
        "anyOf": [
          {
            "allOf": [
              {
                "$ref": "#/components/schemas/KeyPath"
              },
              {
                "description": "Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`, `id`, `version`. The leading dot is optional, but `.id` is a member of the data, and `.` all of it. There is no escape: a member whose name is empty or has a dot or a bracket cannot be reached."
              }
            ]
          },
          {
            "type": "object",
            "additionalProperties": {
              "type": "string",
              "enum": [
                "asc",
                "desc"
              ]
            },
            "minProperties": 1,
            "maxProperties": 1
          }
        ]
      },
      "IndexPage": {
        "description": "Indexes, by name.",
        "required": [
          "items"
        ],
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/IndexDefinition"
            }
          },
          "nextPageToken": {
            "description": "Asks for the next page; present only when more items follow.",
            "type": "string"
          }
        }
      },
      "CreateIndex": {
        "description": "An index to be defined. Either `keyPath` or `keyPaths`.",
        "required": [
          "name",
          "kind"
        ],
        "type": "object",
        "properties": {
          "name": {
            "$ref": "#/components/schemas/IndexName"
          },
          "kind": {
            "description": "`unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.",
            "type": "string",
            "example": "multi"
          },
          "keyPath": {
            "description": "Whose values are the keys; or `keyPaths`.",
            "type": [
              "string",
              "null"
            ],
            "minLength": 1,
            "maxLength": 1024
          },
          "keyPaths": {
            "description": "Several paths, compared in turn; at most one of them may have `[]`.",
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/KeyPart"
            },
            "minItems": 1,
            "maxItems": 16
          },
          "covering": {
            "description": "Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and ranges that are read often. The record is stored once more for each of its entries, and each write of it writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried. Default false.",
            "type": [
              "boolean",
              "null"
            ]
          },
          "options": {
            "description": "`sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back.",
            "type": [
              "object",
              "null"
            ],
            "additionalProperties": {}
          }
        }
      },
      "RecordPage": {
        "description": "Records, and how to go on.",
        "required": [
          "items"
        ],
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Record"
            }
          },
          "nextPageToken": {
            "description": "Asks for the next page; present only when more items follow.",
            "type": "string"
          }
        }
      },
      "Record": {
        "description": "A record as of the read, or of the write that it answers.",
        "required": [
          "id",
          "data",
          "version",
          "sequence",
          "deleted"
        ],
        "type": "object",
        "properties": {
          "id": {
            "$ref": "#/components/schemas/RecordId"
          },
          "data": {
            "$ref": "#/components/schemas/JsonValue"
          },
          "version": {
            "description": "A mark of the caller's own, kept and given back, never looked into.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 512,
            "example": "v2"
          },
          "sequence": {
            "description": "The place of an operation in the one order of all writes; 0 is before the first.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "deleted": {
            "description": "Deleted records are not given.",
            "type": "boolean",
            "enum": [
              false
            ]
          },
          "expiresAt": {
            "description": "From when on it is gone; only there when it has a term.",
            "type": "string",
            "format": "date-time",
            "example": "2026-03-01T12:00:00.000Z"
          }
        }
      },
      "RecordId": {
        "description": "Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. Ids sort by their UTF-8 bytes.",
        "type": "string",
        "minLength": 1,
        "maxLength": 512,
        "not": {
          "enum": [
            ".",
            ".."
          ]
        },
        "example": "paris"
      },
      "JsonValue": {
        "description": "Any JSON value, kept as it was sent: numbers keep their digits, objects the order of their members. Arrays and objects may be nested up to 256 levels.",
        "example": {
          "name": "Paris",
          "population": 2102650
        }
      },
      "PutRecord": {
        "description": "What a record is to hold. `id` is that of the path once more, or left out. `sequence`, `deleted` and members unknown here are ignored.",
        "required": [
          "data"
        ],
        "type": "object",
        "properties": {
          "data": {
            "$ref": "#/components/schemas/JsonValue"
          },
          "id": {
            "description": "Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. Ids sort by their UTF-8 bytes.",
            "type": [
              "string",
              "null"
            ],
            "minLength": 1,
            "maxLength": 512,
            "not": {
              "enum": [
                ".",
                ".."
              ]
            },
            "example": "paris"
          },
          "version": {
            "description": "A mark of the caller's own, kept and given back, never looked into.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 512,
            "example": "v2"
          },
          "expiresAt": {
            "description": "From when on the record is gone.",
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "example": "2026-03-01T12:00:00.000Z"
          },
          "ttlSeconds": {
            "description": "The same, counted from the commit.",
            "type": [
              "number",
              "null"
            ],
            "exclusiveMinimum": 0,
            "maximum": 3155760000
          }
        }
      },
      "MergePatch": {
        "description": "A JSON Merge Patch (RFC 7396): any JSON value."
      },
      "JsonPatch": {
        "description": "A JSON Patch (RFC 6902).",
        "type": "array",
        "items": {
          "required": [
            "op",
            "path"
          ],
          "type": "object",
          "properties": {
            "op": {
              "type": "string",
              "enum": [
                "add",
                "remove",
                "replace",
                "move",
                "copy",
                "test"
              ]
            },
            "path": {
              "type": "string"
            },
            "from": {
              "type": "string"
            },
            "value": {}
          }
        }
      },
      "RecordHistory": {
        "description": "Versions, newest first.",
        "required": [
          "items"
        ],
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/RecordVersion"
            }
          },
          "nextPageToken": {
            "description": "Asks for the next page; present only when more items follow.",
            "type": "string"
          }
        }
      },
      "RecordVersion": {
        "description": "A record from its sequence on; without data when it was deleted then.",
        "required": [
          "sequence",
          "deleted",
          "version",
          "committedAt"
        ],
        "type": "object",
        "properties": {
          "sequence": {
            "description": "The place of an operation in the one order of all writes; 0 is before the first.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "deleted": {
            "type": "boolean"
          },
          "data": {
            "$ref": "#/components/schemas/JsonValue"
          },
          "version": {
            "description": "A mark of the caller's own, kept and given back, never looked into.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 512,
            "example": "v2"
          },
          "committedAt": {
            "description": "An instant (RFC 3339, UTC).",
            "type": "string",
            "format": "date-time",
            "example": "2026-03-01T12:00:00.000Z"
          }
        }
      },
      "QueryResult": {
        "description": "Records and how to go on; or the groups of an aggregate.",
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Record"
            }
          },
          "groups": {
            "description": "Of an aggregate, by key.",
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Group"
            }
          },
          "nextPageToken": {
            "description": "Asks for the next page; present only when more items follow.",
            "type": "string"
          },
          "explain": {
            "$ref": "#/components/schemas/Explanation"
          }
        }
      },
      "Group": {
        "description": "One group, and its figures by name; null when there was nothing to reckon from.",
        "required": [
          "key",
          "metrics"
        ],
        "type": "object",
        "properties": {
          "key": {
            "description": "The values of `groupBy`, in its order; null where there is none.",
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/KeyValue"
            }
          },
          "metrics": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/components/schemas/KeyValue"
            }
          }
        }
      },
      "KeyValue": {
        "description": "A value that can be a key. Numbers match by exact decimal value.",
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "number"
          },
          {
            "type": "boolean"
          },
          {
            "type": "null"
          }
        ]
      },
      "Explanation": {
        "description": "How something was found.",
        "required": [
          "plan",
          "index",
          "indexes",
          "sort",
          "entriesRead",
          "recordsFetched"
        ],
        "type": "object",
        "properties": {
          "plan": {
            "type": "string",
            "enum": [
              "scan",
              "index",
              "intersection",
              "union"
            ]
          },
          "index": {
            "description": "The index that was walked, the first of several; null: none.",
            "type": [
              "string",
              "null"
            ]
          },
          "indexes": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/IndexName"
            }
          },
          "sort": {
            "description": "`memory`: all that match were read, and the first ones kept.",
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "index",
              "id",
              "memory",
              null
            ]
          },
          "entriesRead": {
            "description": "Index entries, and records that a scan has met.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "recordsFetched": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          }
        }
      },
      "Query": {
        "description": "What is asked.",
        "oneOf": [
          {
            "$ref": "#/components/schemas/ByIdQuery"
          },
          {
            "$ref": "#/components/schemas/ScanQuery"
          },
          {
            "$ref": "#/components/schemas/IndexEqualsQuery"
          },
          {
            "$ref": "#/components/schemas/IndexRangeQuery"
          },
          {
            "$ref": "#/components/schemas/FindQuery"
          },
          {
            "$ref": "#/components/schemas/AggregateQuery"
          }
        ],
        "discriminator": {
          "propertyName": "type",
          "mapping": {
            "byId": "#/components/schemas/ByIdQuery",
            "scan": "#/components/schemas/ScanQuery",
            "indexEquals": "#/components/schemas/IndexEqualsQuery",
            "indexRange": "#/components/schemas/IndexRangeQuery",
            "find": "#/components/schemas/FindQuery",
            "aggregate": "#/components/schemas/AggregateQuery"
          }
        }
      },
      "ByIdQuery": {
        "description": "The record with that id: one item, or none.",
        "required": [
          "type",
          "id"
        ],
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "byId"
            ]
          },
          "id": {
            "$ref": "#/components/schemas/RecordId"
          }
        }
      },
      "ScanQuery": {
        "description": "Records in the order of their ids.",
        "required": [
          "type"
        ],
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "scan"
            ]
          },
          "prefix": {
            "description": "Only ids that begin with it.",
            "type": [
              "string",
              "null"
            ]
          },
          "startAfter": {
            "description": "Only ids behind this one, in the direction of the scan; the `nextPageToken` of a page is taken as well.",
            "type": [
              "string",
              "null"
            ]
          },
          "limit": {
            "description": "Items of a page at most.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 1000,
            "default": 100
          },
          "pageSize": {
            "description": "The same as `limit`, which decides.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 1000,
            "default": 100
          },
          "pageToken": {
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "type": [
              "string",
              "null"
            ]
          },
          "reverse": {
            "description": "True: from the last id to the first.",
            "type": [
              "boolean",
              "null"
            ],
            "default": false
          }
        }
      },
      "IndexEqualsQuery": {
        "description": "The records with that key, each once, by id.",
        "required": [
          "type",
          "index",
          "key"
        ],
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "indexEquals"
            ]
          },
          "index": {
            "allOf": [
              {
                "$ref": "#/components/schemas/IndexName"
              },
              {
                "description": "Name of a unique or multi index."
              }
            ]
          },
          "key": {
            "$ref": "#/components/schemas/IndexKey"
          },
          "pageSize": {
            "description": "Items of a page at most.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 1000,
            "default": 100
          },
          "pageToken": {
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "IndexKey": {
        "description": "A key; of an index over several paths: a list with a value for each.",
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "number"
          },
          {
            "type": "boolean"
          },
          {
            "type": "null"
          },
          {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/KeyValue"
            },
            "minItems": 1,
            "maxItems": 16
          }
        ]
      },
      "IndexRangeQuery": {
        "description": "Records whose keys lie between the bounds, by key, then id; a record once for each of its keys there. Keys sort null, false, true, numbers, strings. Of `gt` and `gte`, and of `lt` and `lte`, only one may be said, and a null one is the key null. Of an index over several paths a bound may be a list of values for the first of them: all but its last are fixed, and the same in each bound.",
        "required": [
          "type",
          "index"
        ],
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "indexRange"
            ]
          },
          "index": {
            "allOf": [
              {
                "$ref": "#/components/schemas/IndexName"
              },
              {
                "description": "Name of a unique or multi index."
              }
            ]
          },
          "gt": {
            "$ref": "#/components/schemas/IndexKey"
          },
          "gte": {
            "$ref": "#/components/schemas/IndexKey"
          },
          "lt": {
            "$ref": "#/components/schemas/IndexKey"
          },
          "lte": {
            "$ref": "#/components/schemas/IndexKey"
          },
          "prefix": {
            "description": "Only strings that begin with it.",
            "anyOf": [
              {
                "type": "string"
              },
              {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/KeyValue"
                },
                "minItems": 1,
                "maxItems": 16
              },
              {
                "type": "null"
              }
            ]
          },
          "reverse": {
            "description": "True: from the last key to the first.",
            "type": [
              "boolean",
              "null"
            ],
            "default": false
          },
          "pageSize": {
            "description": "Items of a page at most.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 1000,
            "default": 100
          },
          "pageToken": {
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "FindQuery": {
        "description": "Records by a filter, planned over the indexes.",
        "required": [
          "type"
        ],
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "find"
            ]
          },
          "filter": {
            "$ref": "#/components/schemas/Filter"
          },
          "sort": {
            "description": "By these paths, then by id. What has no value comes before null, and null before all others.",
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/KeyPart"
            },
            "maxItems": 16,
            "example": [
              {
                ".population": "desc"
              }
            ]
          },
          "select": {
            "description": "Only these parts of the data, in their places.",
            "type": [
              "array",
              "null"
            ],
            "items": {
              "allOf": [
                {
                  "$ref": "#/components/schemas/KeyPath"
                },
                {
                  "description": "Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`, `id`, `version`. The leading dot is optional, but `.id` is a member of the data, and `.` all of it. There is no escape: a member whose name is empty or has a dot or a bracket cannot be reached."
                }
              ]
            },
            "minItems": 1,
            "maxItems": 256
          },
          "explain": {
            "description": "True: the answer says how it was found.",
            "type": [
              "boolean",
              "null"
            ],
            "default": false
          },
          "pageSize": {
            "description": "Items of a page at most.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 1000,
            "default": 100
          },
          "pageToken": {
            "description": "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
            "type": [
              "string",
              "null"
            ]
          }
        }
      },
      "Filter": {
        "description": "Conditions on key paths, in MongoDB's operator style: `$eq $ne $gt $gte $lt $lte $in $nin $exists $prefix $and $or $not`. Comparisons hold within a kind of values only, `null` is also what is missing, and a condition on a path with `[]` holds when any element does.",
        "type": [
          "object",
          "null"
        ],
        "additionalProperties": {},
        "example": {
          ".country": "FR",
          ".population": {
            "$gte": 100000
          }
        }
      },
      "AggregateQuery": {
        "description": "`count` counts values that are not null, `sum` and `avg` look at numbers, `min` and `max` at what can be a key. Keys, `sum`, `min` and `max` have every digit; `avg` is rounded to 34, half to even. At most 10,000 groups, with 16 Mi characters in all; no sum of more than 10,000 digits.",
        "required": [
          "type",
          "metrics"
        ],
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "aggregate"
            ]
          },
          "filter": {
            "$ref": "#/components/schemas/Filter"
          },
          "groupBy": {
            "description": "A group for each combination of their values; a path with `[]` puts a record in several.",
            "type": [
              "array",
              "null"
            ],
            "items": {
              "allOf": [
                {
                  "$ref": "#/components/schemas/KeyPath"
                },
                {
                  "description": "Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`, `id`, `version`. The leading dot is optional, but `.id` is a member of the data, and `.` all of it. There is no escape: a member whose name is empty or has a dot or a bracket cannot be reached."
                }
              ]
            },
            "maxItems": 8
          },
          "metrics": {
            "description": "The figures by name, 1 to 64.",
            "type": "object",
            "additionalProperties": {
              "$ref": "#/components/schemas/Metric"
            },
            "minProperties": 1,
            "maxProperties": 64
          },
          "explain": {
            "type": [
              "boolean",
              "null"
            ]
          }
        }
      },
      "Metric": {
        "description": "What is reckoned, of which path: `{\"sum\": \".population\"}`. `{\"count\": \"*\"}` counts records.",
        "type": "object",
        "properties": {
          "count": {
            "type": "string"
          },
          "sum": {
            "type": "string"
          },
          "avg": {
            "type": "string"
          },
          "min": {
            "type": "string"
          },
          "max": {
            "type": "string"
          }
        },
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1
      },
      "TransactionResult": {
        "description": "What became of each operation.",
        "required": [
          "committedSequence",
          "results"
        ],
        "type": "object",
        "properties": {
          "committedSequence": {
            "description": "The sequence of the last operation.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "results": {
            "type": "array",
            "items": {
              "required": [
                "opIndex",
                "status"
              ],
              "type": "object",
              "properties": {
                "opIndex": {
                  "description": "Place of the operation, from 0.",
                  "type": "integer",
                  "minimum": 0
                },
                "status": {
                  "type": "string",
                  "enum": [
                    "ok"
                  ]
                },
                "record": {
                  "$ref": "#/components/schemas/Record"
                }
              }
            }
          }
        }
      },
      "TransactionProblem": {
        "description": "Why nothing was applied.",
        "required": [
          "type",
          "title",
          "status",
          "detail",
          "results"
        ],
        "type": "object",
        "properties": {
          "type": {
            "description": "One stable URN for each kind of failure, for programs to decide on.",
            "type": "string",
            "enum": [
              "urn:fountainstore:problem:invalid-request",
              "urn:fountainstore:problem:invalid-page-token",
              "urn:fountainstore:problem:unauthorized",
              "urn:fountainstore:problem:forbidden",
              "urn:fountainstore:problem:not-found",
              "urn:fountainstore:problem:method-not-allowed",
              "urn:fountainstore:problem:conflict",
              "urn:fountainstore:problem:unique-violation",
              "urn:fountainstore:problem:sequence-too-low",
              "urn:fountainstore:problem:gone",
              "urn:fountainstore:problem:precondition-failed",
              "urn:fountainstore:problem:payload-too-large",
              "urn:fountainstore:problem:unsupported-media-type",
              "urn:fountainstore:problem:idempotency-mismatch",
              "urn:fountainstore:problem:too-many-requests",
              "urn:fountainstore:problem:internal",
              "urn:fountainstore:problem:overloaded",
              "urn:fountainstore:problem:read-only",
              "urn:fountainstore:problem:storage-full"
            ],
            "example": "urn:fountainstore:problem:not-found"
          },
          "title": {
            "description": "The kind of failure in short.",
            "type": "string",
            "example": "not found"
          },
          "status": {
            "description": "The HTTP status.",
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "example": 404
          },
          "detail": {
            "description": "What went wrong this time, for people.",
            "type": "string"
          },
          "instance": {
            "description": "The path of the request; left out of problems inside other documents.",
            "type": "string"
          },
          "errors": {
            "description": "The fields at fault.",
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/FieldError"
            }
          },
          "results": {
            "description": "The operations that failed.",
            "type": "array",
            "items": {
              "required": [
                "opIndex",
                "status",
                "error"
              ],
              "type": "object",
              "properties": {
                "opIndex": {
                  "description": "Place of the operation, from 0; -1 for the guard.",
                  "type": "integer",
                  "minimum": -1
                },
                "status": {
                  "type": "string",
                  "enum": [
                    "error"
                  ]
                },
                "error": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          }
        }
      },
      "Transaction": {
        "description": "Operations that are committed together, or not at all.",
        "required": [
          "operations"
        ],
        "type": "object",
        "properties": {
          "operations": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Operation"
            },
            "minItems": 1,
            "maxItems": 10000
          },
          "requireSequenceAtLeast": {
            "description": "The guard: refused when the store has not reached this sequence.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          }
        }
      },
      "Operation": {
        "description": "One operation of a transaction.",
        "oneOf": [
          {
            "$ref": "#/components/schemas/PutOperation"
          },
          {
            "$ref": "#/components/schemas/DeleteOperation"
          },
          {
            "$ref": "#/components/schemas/PatchOperation"
          },
          {
            "$ref": "#/components/schemas/CheckOperation"
          },
          {
            "$ref": "#/components/schemas/DefineIndexOperation"
          }
        ],
        "discriminator": {
          "propertyName": "op",
          "mapping": {
            "put": "#/components/schemas/PutOperation",
            "delete": "#/components/schemas/DeleteOperation",
            "patch": "#/components/schemas/PatchOperation",
            "check": "#/components/schemas/CheckOperation",
            "defineIndex": "#/components/schemas/DefineIndexOperation"
          }
        }
      },
      "PutOperation": {
        "description": "Puts a record, new or over the one that is there. When it expires is said in the record or beside it, not in both.",
        "required": [
          "op",
          "collection",
          "record"
        ],
        "type": "object",
        "properties": {
          "op": {
            "type": "string",
            "enum": [
              "put"
            ]
          },
          "collection": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "record": {
            "description": "The record. `sequence` and `deleted` are ignored.",
            "required": [
              "id",
              "data"
            ],
            "type": "object",
            "properties": {
              "id": {
                "$ref": "#/components/schemas/RecordId"
              },
              "data": {
                "$ref": "#/components/schemas/JsonValue"
              },
              "version": {
                "description": "A mark of the caller's own, kept and given back, never looked into.",
                "type": [
                  "string",
                  "null"
                ],
                "maxLength": 512,
                "example": "v2"
              },
              "expiresAt": {
                "description": "From when on the record is gone.",
                "type": [
                  "string",
                  "null"
                ],
                "format": "date-time",
                "example": "2026-03-01T12:00:00.000Z"
              },
              "ttlSeconds": {
                "description": "The same, counted from the commit.",
                "type": [
                  "number",
                  "null"
                ],
                "exclusiveMinimum": 0,
                "maximum": 3155760000
              }
            }
          },
          "ifSequence": {
            "description": "Refuses the transaction unless the record had this sequence before it; 0: unless there was none.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "expiresAt": {
            "description": "From when on the record is gone.",
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "example": "2026-03-01T12:00:00.000Z"
          },
          "ttlSeconds": {
            "description": "The same, counted from the commit.",
            "type": [
              "number",
              "null"
            ],
            "exclusiveMinimum": 0,
            "maximum": 3155760000
          }
        }
      },
      "DeleteOperation": {
        "description": "Deletes a record; one that is not there is no error.",
        "required": [
          "op",
          "collection",
          "id"
        ],
        "type": "object",
        "properties": {
          "op": {
            "type": "string",
            "enum": [
              "delete"
            ]
          },
          "collection": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "id": {
            "$ref": "#/components/schemas/RecordId"
          },
          "ifSequence": {
            "description": "Refuses the transaction unless the record had this sequence before it; 0: unless there was none.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          }
        }
      },
      "PatchOperation": {
        "description": "Patches a record, which must be there: as earlier operations have left it.",
        "required": [
          "op",
          "collection",
          "id",
          "patch"
        ],
        "type": "object",
        "properties": {
          "op": {
            "type": "string",
            "enum": [
              "patch"
            ]
          },
          "collection": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "id": {
            "$ref": "#/components/schemas/RecordId"
          },
          "patch": {
            "description": "An object is a JSON Merge Patch (RFC 7396), a list a JSON Patch (RFC 6902).",
            "anyOf": [
              {
                "type": "object",
                "additionalProperties": {}
              },
              {
                "type": "array",
                "items": {}
              }
            ]
          },
          "ifSequence": {
            "description": "Refuses the transaction unless the record had this sequence before it; 0: unless there was none.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          }
        }
      },
      "CheckOperation": {
        "description": "Changes nothing, and refuses the transaction unless the condition holds.",
        "required": [
          "op",
          "collection",
          "id",
          "ifSequence"
        ],
        "type": "object",
        "properties": {
          "op": {
            "type": "string",
            "enum": [
              "check"
            ]
          },
          "collection": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "id": {
            "$ref": "#/components/schemas/RecordId"
          },
          "ifSequence": {
            "description": "Refuses the transaction unless the record had this sequence before it; 0: unless there was none.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          }
        }
      },
      "DefineIndexOperation": {
        "description": "Defines an index on a collection that is there, or that an earlier operation makes.",
        "required": [
          "op",
          "collection",
          "index"
        ],
        "type": "object",
        "properties": {
          "op": {
            "type": "string",
            "enum": [
              "defineIndex"
            ]
          },
          "collection": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "index": {
            "$ref": "#/components/schemas/CreateIndex"
          }
        }
      },
      "Snapshot": {
        "description": "The store at a sequence.",
        "required": [
          "id",
          "sequence",
          "expiresAt"
        ],
        "type": "object",
        "properties": {
          "id": {
            "description": "Id of a snapshot.",
            "type": "string",
            "minLength": 1,
            "example": "9f86d081884c7d659a2feaa0"
          },
          "sequence": {
            "description": "What it reads at.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "expiresAt": {
            "description": "When its term is over; null: never.",
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "example": "2026-03-01T12:00:00.000Z"
          }
        }
      },
      "CreateSnapshot": {
        "description": "How long a snapshot is to be kept.",
        "type": "object",
        "properties": {
          "ttlSeconds": {
            "description": "Its term in seconds; null: until it is released. 24 hours when left out.",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 3155760000,
            "default": 86400
          }
        }
      },
      "SnapshotList": {
        "description": "Snapshots, oldest first.",
        "required": [
          "items"
        ],
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Snapshot"
            }
          }
        }
      },
      "Changes": {
        "description": "Changes, in order.",
        "required": [
          "items",
          "nextSince"
        ],
        "type": "object",
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Change"
            }
          },
          "nextSince": {
            "description": "The `since` of the next page.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          }
        }
      },
      "Change": {
        "description": "A record was written or deleted, or a collection dropped.",
        "required": [
          "sequence",
          "collection"
        ],
        "type": "object",
        "properties": {
          "sequence": {
            "description": "The place of an operation in the one order of all writes; 0 is before the first.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991,
            "example": 42
          },
          "collection": {
            "$ref": "#/components/schemas/CollectionName"
          },
          "id": {
            "allOf": [
              {
                "$ref": "#/components/schemas/RecordId"
              },
              {
                "description": "Of the record; left out when the collection was dropped."
              }
            ]
          },
          "deleted": {
            "type": "boolean"
          },
          "record": {
            "allOf": [
              {
                "$ref": "#/components/schemas/Record"
              },
              {
                "description": "As it was at this sequence; left out when it was deleted."
              }
            ]
          },
          "dropped": {
            "description": "The collection was dropped, with all its records.",
            "type": "boolean",
            "enum": [
              true
            ]
          }
        }
      },
      "ImportReport": {
        "description": "What an import did.",
        "required": [
          "imported",
          "failed",
          "errors"
        ],
        "type": "object",
        "properties": {
          "imported": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "failed": {
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "errors": {
            "description": "The first hundred bad lines, by number from 1.",
            "type": "array",
            "items": {
              "required": [
                "line",
                "detail"
              ],
              "type": "object",
              "properties": {
                "line": {
                  "type": "integer",
                  "minimum": 1
                },
                "detail": {
                  "type": "string"
                }
              }
            },
            "maxItems": 100
          }
        }
      },
      "RunCompaction": {
        "description": "How much is to be merged.",
        "required": [
          "mode"
        ],
        "type": "object",
        "properties": {
          "mode": {
            "description": "`tick`: what is due, in bounded steps; `full`: everything.",
            "type": "string",
            "enum": [
              "tick",
              "full"
            ]
          }
        }
      }
    }
  }
});

/** The document as YAML. */
export const OPENAPI_YAML: string = [
  "openapi: 3.1.0",
  "info:",
  "  title: FountainStore",
  "  summary: A document store in one file.",
  "  description: >",
  "    A document store in one file: JSON records in collections, on disk before they are acknowledged.",
  "",
  "",
  "    Every path answers below `/` and below `/v1/` alike. A server with an API key wants it on every route but `/livez`",
  "    and",
  "",
  "    `/readyz`; one without a key is open, and then listens on a loopback address only. Errors are problem documents (RFC",
  "    9457)",
  "",
  "    whose `type` is a stable URN. An unknown path is a 404 problem, a known path with another method a 405 problem with",
  "    `Allow`.",
  "  license:",
  "    name: MIT",
  "    identifier: MIT",
  "  version: 0.1.0",
  "servers:",
  "  - description: This server",
  "    url: /",
  "  - description: The same, by version",
  "    url: /v1",
  "security:",
  "  - ApiKey: []",
  "  - Bearer: []",
  "tags:",
  "  - name: Health",
  "    description: Is it alive, is it ready, how is it.",
  "  - name: Metrics",
  "    description: Figures, as JSON or for Prometheus.",
  "  - name: Collections",
  "    description: Records under a name.",
  "  - name: Indexes",
  "    description: Keys by which records are found.",
  "  - name: Records",
  "    description: JSON values with an id and a sequence.",
  "  - name: Queries",
  "    description: Finding records.",
  "  - name: Transactions",
  "    description: Operations that are committed together.",
  "  - name: Snapshots",
  "    description: The past, for as long as it is wanted.",
  "  - name: Changes",
  "    description: What happened, in order, as it happens.",
  "  - name: Import and export",
  "    description: Whole collections as lines of JSON.",
  "  - name: Compaction",
  "    description: Merging in the background.",
  "  - name: Documentation",
  "    description: This document.",
  "paths:",
  "  /health:",
  "    get:",
  "      tags:",
  "        - Health",
  "      operationId: getHealth",
  "      summary: Health of the engine",
  "      description: 200 whatever the status is; for probes see `/readyz`.",
  "      responses:",
  "        \"200\":",
  "          description: The health.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Health\"",
  "              example:",
  "                status: ok",
  "                engine:",
  "                  sequence: 42",
  "                  writable: true",
  "                  lastFlushMs: 3.5",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "  /livez:",
  "    get:",
  "      security: []",
  "      tags:",
  "        - Health",
  "      operationId: getLivez",
  "      summary: Is the process alive?",
  "      description: Never asks for a key. When this is not answered, restart the process.",
  "      responses:",
  "        \"200\":",
  "          description: It is.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Probe\"",
  "              example:",
  "                status: ok",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "  /readyz:",
  "    get:",
  "      security: []",
  "      tags:",
  "        - Health",
  "      operationId: getReadyz",
  "      summary: Can it take requests?",
  "      description: Never asks for a key. 503 while the store is opened or restored, and when it is read-only after a failure.",
  "      responses:",
  "        \"200\":",
  "          description: It can.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Probe\"",
  "              example:",
  "                status: ok",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"503\":",
  "          description: Not now.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Probe\"",
  "              example:",
  "                status: starting",
  "  /status:",
  "    get:",
  "      tags:",
  "        - Health",
  "      operationId: getStatus",
  "      summary: The store at a glance",
  "      description: Sequence, collections, compaction, and what runs the server since when.",
  "      responses:",
  "        \"200\":",
  "          description: The status.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Status\"",
  "              example:",
  "                sequence: 42",
  "                collectionsCount: 1",
  "                collections:",
  "                  - name: cities",
  "                    recordsApprox: 38",
  "                compaction:",
  "                  running: false",
  "                  pendingTables: 0",
  "                  levels:",
  "                    - level: 0",
  "                      tables: 1",
  "                      sizeBytes: 4096",
  "                  debtBytes: 0",
  "                version: 0.1.0",
  "                uptimeSeconds: 86400",
  "                runtime: bun 1.4.5",
  "                storeId: 5e1f0c7a9b3d42e8",
  "                diskBytes: 8192",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /metrics:",
  "    get:",
  "      tags:",
  "        - Metrics",
  "      operationId: getMetrics",
  "      summary: Counters, timings and gauges",
  "      description: JSON by default; text for Prometheus with `format=prometheus`, or when `Accept` names `text/plain` or",
  "        OpenMetrics.",
  "      parameters:",
  "        - name: format",
  "          in: query",
  "          description: The form of the answer; decides over `Accept`.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            enum:",
  "              - json",
  "              - prometheus",
  "      responses:",
  "        \"200\":",
  "          description: The figures.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Metrics\"",
  "              example:",
  "                sequence: 42",
  "                puts: 40",
  "                gets: 7",
  "                deletes: 2",
  "                scans: 1",
  "                indexLookups: 0",
  "                batches: 3",
  "                histories: 0",
  "                opCounters:",
  "                  puts: 40",
  "                  gets: 7",
  "                  deletes: 2",
  "                  scans: 1",
  "                  indexLookups: 0",
  "                  batches: 3",
  "                  histories: 0",
  "                  queries: 1",
  "                timingsMs:",
  "                  lastFlush: 3.5",
  "                  avgCompactionTick: 0",
  "                bloom:",
  "                  fppEstimate: 0.009",
  "            text/plain:",
  "              schema:",
  "                description: \"The text format of Prometheus: each metric with HELP and TYPE.\"",
  "                type: string",
  "              example: |",
  "                # HELP fountain_puts_total Records put.",
  "                # TYPE fountain_puts_total counter",
  "                fountain_puts_total 40",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /collections:",
  "    get:",
  "      tags:",
  "        - Collections",
  "      operationId: listCollections",
  "      summary: List collections",
  "      description: By name, in pages.",
  "      parameters:",
  "        - name: pageSize",
  "          in: query",
  "          description: Items of a page at most.",
  "          required: false",
  "          schema:",
  "            type: integer",
  "            minimum: 1",
  "            maximum: 1000",
  "            default: 100",
  "        - name: pageToken",
  "          in: query",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "      responses:",
  "        \"200\":",
  "          description: A page.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/CollectionPage\"",
  "              example:",
  "                items:",
  "                  - name: cities",
  "                    version: v2",
  "                    recordsApprox: 0",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "    post:",
  "      tags:",
  "        - Collections",
  "      operationId: createCollection",
  "      summary: Create a collection",
  "      description: 409 when the name is taken.",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/CreateCollection\"",
  "            example:",
  "              name: cities",
  "              version: v2",
  "      responses:",
  "        \"201\":",
  "          description: Created.",
  "          headers:",
  "            Location:",
  "              $ref: \"#/components/headers/Location\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/CollectionSummary\"",
  "              example:",
  "                name: cities",
  "                version: v2",
  "                recordsApprox: 0",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"409\":",
  "          $ref: \"#/components/responses/Conflict\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /collections/{collection}:",
  "    get:",
  "      tags:",
  "        - Collections",
  "      operationId: getCollection",
  "      summary: Look at a collection",
  "      description: Its version mark, about how many records it has, and its indexes.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "      responses:",
  "        \"200\":",
  "          description: The collection.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Collection\"",
  "              example:",
  "                name: cities",
  "                version: null",
  "                recordsApprox: 38",
  "                indexes: []",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "    delete:",
  "      tags:",
  "        - Collections",
  "      operationId: deleteCollection",
  "      summary: Drop a collection",
  "      description: Its records and indexes are gone at once; their space is reclaimed in the background. Open snapshots still",
  "        see them.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "      responses:",
  "        \"204\":",
  "          description: Dropped.",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /collections/{collection}/indexes:",
  "    get:",
  "      tags:",
  "        - Indexes",
  "      operationId: listIndexes",
  "      summary: List indexes",
  "      description: By name, in pages.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: pageSize",
  "          in: query",
  "          description: Items of a page at most.",
  "          required: false",
  "          schema:",
  "            type: integer",
  "            minimum: 1",
  "            maximum: 1000",
  "            default: 100",
  "        - name: pageToken",
  "          in: query",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "      responses:",
  "        \"200\":",
  "          description: A page.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/IndexPage\"",
  "              example:",
  "                items:",
  "                  - name: byCountry",
  "                    kind: multi",
  "                    keyPath: .country",
  "                    covering: false",
  "                    options: {}",
  "                    state: ready",
  "                    progress: 1",
  "                    entries: 38",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "    post:",
  "      tags:",
  "        - Indexes",
  "      operationId: createIndex",
  "      summary: Define an index",
  "      description: \"On a small collection the index is ready when this is answered; on a large one it is built in the",
  "        background, without stopping writes. 409 when the name is taken, or when records have the same key of a unique",
  "        index: then no index remains.\"",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/CreateIndex\"",
  "            example:",
  "              name: byCountry",
  "              kind: multi",
  "              keyPath: .country",
  "      responses:",
  "        \"201\":",
  "          description: Defined.",
  "          headers:",
  "            Location:",
  "              $ref: \"#/components/headers/Location\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/IndexDefinition\"",
  "              example:",
  "                name: byCountry",
  "                kind: multi",
  "                keyPath: .country",
  "                covering: false",
  "                options: {}",
  "                state: ready",
  "                progress: 1",
  "                entries: 38",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"409\":",
  "          $ref: \"#/components/responses/Conflict\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /collections/{collection}/indexes/{index}:",
  "    get:",
  "      tags:",
  "        - Indexes",
  "      operationId: getIndex",
  "      summary: Look at an index",
  "      description: \"How far its build is, and about how many entries it has. 409 when records stood in the way of the unique",
  "        index of that name: up to ten of them are named, and nothing of the index is left.\"",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: index",
  "          in: path",
  "          description: Name of an index, unique within its collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/IndexName\"",
  "      responses:",
  "        \"200\":",
  "          description: The index.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/IndexDefinition\"",
  "              example:",
  "                name: byCountry",
  "                kind: multi",
  "                keyPath: .country",
  "                covering: false",
  "                options: {}",
  "                state: ready",
  "                progress: 1",
  "                entries: 38",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"409\":",
  "          $ref: \"#/components/responses/Conflict\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "    delete:",
  "      tags:",
  "        - Indexes",
  "      operationId: deleteIndex",
  "      summary: Drop an index",
  "      description: It is gone at once; its space is reclaimed in the background. Open snapshots still have it.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: index",
  "          in: path",
  "          description: Name of an index, unique within its collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/IndexName\"",
  "      responses:",
  "        \"204\":",
  "          description: Dropped.",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /collections/{collection}/records:",
  "    get:",
  "      tags:",
  "        - Records",
  "      operationId: listRecords",
  "      summary: List records",
  "      description: In the order of their ids, in pages; the same as a `scan` query.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: prefix",
  "          in: query",
  "          description: Only ids that begin with it.",
  "          required: false",
  "          schema:",
  "            type: string",
  "        - name: startAfter",
  "          in: query",
  "          description: Only ids behind this one; the `nextPageToken` of a page is taken as well.",
  "          required: false",
  "          schema:",
  "            type: string",
  "        - name: pageSize",
  "          in: query",
  "          description: Items of a page at most.",
  "          required: false",
  "          schema:",
  "            type: integer",
  "            minimum: 1",
  "            maximum: 1000",
  "            default: 100",
  "        - name: pageToken",
  "          in: query",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "        - name: snapshot",
  "          in: query",
  "          description: Id of a snapshot; the answer is the state at its sequence.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "        - name: at",
  "          in: query",
  "          description: A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not",
  "            kept any more.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            example: \"42\"",
  "      responses:",
  "        \"200\":",
  "          description: A page.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/RecordPage\"",
  "              example:",
  "                items:",
  "                  - id: paris",
  "                    data:",
  "                      name: Paris",
  "                      population: 2102650",
  "                    version: null",
  "                    sequence: 42",
  "                    deleted: false",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"410\":",
  "          $ref: \"#/components/responses/Gone\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /collections/{collection}/records/{id}:",
  "    put:",
  "      tags:",
  "        - Records",
  "      operationId: putRecord",
  "      summary: Put a record",
  "      description: Writes the record, new or over the one that is there, and answers when it is on disk. The collection is",
  "        created when it is missing, unless the server runs with `--no-auto-create`.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: id",
  "          in: path",
  "          description: \"Id of a record, percent-encoded: it may hold `/`, spaces and emoji.\"",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/RecordId\"",
  "        - name: If-Match",
  "          in: header",
  "          description: \"412 unless the record has one of these tags; `*`: unless it is there.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: '\"42\"'",
  "        - name: If-None-Match",
  "          in: header",
  "          description: \"412 when the record has one of these tags; `*`: when it is there.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: \"*\"",
  "        - name: Idempotency-Key",
  "          in: header",
  "          description: The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the",
  "            first answer is given; a refused request is judged anew.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            maxLength: 255",
  "            example: 8e03978e-40d5-43dd-bc93-6894a57f9324",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/PutRecord\"",
  "            example:",
  "              data:",
  "                name: Paris",
  "                population: 2102650",
  "      responses:",
  "        \"200\":",
  "          description: Updated.",
  "          headers:",
  "            ETag:",
  "              $ref: \"#/components/headers/ETag\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Record\"",
  "              example:",
  "                id: paris",
  "                data:",
  "                  name: Paris",
  "                  population: 2102650",
  "                version: null",
  "                sequence: 42",
  "                deleted: false",
  "        \"201\":",
  "          description: \"Created: there was none, or it had been deleted.\"",
  "          headers:",
  "            ETag:",
  "              $ref: \"#/components/headers/ETag\"",
  "            Location:",
  "              $ref: \"#/components/headers/Location\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Record\"",
  "              example:",
  "                id: paris",
  "                data:",
  "                  name: Paris",
  "                  population: 2102650",
  "                version: null",
  "                sequence: 42",
  "                deleted: false",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"409\":",
  "          $ref: \"#/components/responses/Conflict\"",
  "        \"412\":",
  "          $ref: \"#/components/responses/PreconditionFailed\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"422\":",
  "          $ref: \"#/components/responses/IdempotencyMismatch\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "    patch:",
  "      tags:",
  "        - Records",
  "      operationId: patchRecord",
  "      summary: Patch a record",
  "      description: Changes what the patch names; the rest stays as it was written, version and term too. 409 when a `test`",
  "        fails or a path is not there.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: id",
  "          in: path",
  "          description: \"Id of a record, percent-encoded: it may hold `/`, spaces and emoji.\"",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/RecordId\"",
  "        - name: If-Match",
  "          in: header",
  "          description: \"412 unless the record has one of these tags; `*`: unless it is there.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: '\"42\"'",
  "        - name: If-None-Match",
  "          in: header",
  "          description: \"412 when the record has one of these tags; `*`: when it is there.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: \"*\"",
  "        - name: Idempotency-Key",
  "          in: header",
  "          description: The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the",
  "            first answer is given; a refused request is judged anew.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            maxLength: 255",
  "            example: 8e03978e-40d5-43dd-bc93-6894a57f9324",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/merge-patch+json:",
  "            schema:",
  "              $ref: \"#/components/schemas/MergePatch\"",
  "            example:",
  "              population: 2102651",
  "          application/json-patch+json:",
  "            schema:",
  "              $ref: \"#/components/schemas/JsonPatch\"",
  "            example:",
  "              - op: replace",
  "                path: /population",
  "                value: 2102651",
  "      responses:",
  "        \"200\":",
  "          description: The record as it is now.",
  "          headers:",
  "            ETag:",
  "              $ref: \"#/components/headers/ETag\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Record\"",
  "              example:",
  "                id: paris",
  "                data:",
  "                  name: Paris",
  "                  population: 2102650",
  "                version: null",
  "                sequence: 42",
  "                deleted: false",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"409\":",
  "          $ref: \"#/components/responses/Conflict\"",
  "        \"412\":",
  "          $ref: \"#/components/responses/PreconditionFailed\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"422\":",
  "          $ref: \"#/components/responses/IdempotencyMismatch\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "    get:",
  "      tags:",
  "        - Records",
  "      operationId: getRecord",
  "      summary: Read a record",
  "      description: As it is now, or as it was at a snapshot.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: id",
  "          in: path",
  "          description: \"Id of a record, percent-encoded: it may hold `/`, spaces and emoji.\"",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/RecordId\"",
  "        - name: snapshot",
  "          in: query",
  "          description: Id of a snapshot; the answer is the state at its sequence.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "        - name: at",
  "          in: query",
  "          description: A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not",
  "            kept any more.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            example: \"42\"",
  "        - name: If-None-Match",
  "          in: header",
  "          description: \"Entity tags the caller has, or `*`: 304 when the record has one of them.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: '\"42\"'",
  "      responses:",
  "        \"200\":",
  "          description: The record.",
  "          headers:",
  "            ETag:",
  "              $ref: \"#/components/headers/ETag\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Record\"",
  "              example:",
  "                id: paris",
  "                data:",
  "                  name: Paris",
  "                  population: 2102650",
  "                version: null",
  "                sequence: 42",
  "                deleted: false",
  "        \"304\":",
  "          description: The caller has it already.",
  "          headers:",
  "            ETag:",
  "              $ref: \"#/components/headers/ETag\"",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"410\":",
  "          $ref: \"#/components/responses/Gone\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "    delete:",
  "      tags:",
  "        - Records",
  "      operationId: deleteRecord",
  "      summary: Delete a record",
  "      description: 404 when there is none.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: id",
  "          in: path",
  "          description: \"Id of a record, percent-encoded: it may hold `/`, spaces and emoji.\"",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/RecordId\"",
  "        - name: If-Match",
  "          in: header",
  "          description: \"412 unless the record has one of these tags; `*`: unless it is there.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: '\"42\"'",
  "        - name: If-None-Match",
  "          in: header",
  "          description: \"412 when the record has one of these tags; `*`: when it is there.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            pattern: ^[\\t ]*(\\*|(W\\/)?\"[!#-~]*\"([\\t ]*,[\\t ]*(W\\/)?\"[!#-~]*\")*)[\\t ]*$",
  "            example: \"*\"",
  "        - name: Idempotency-Key",
  "          in: header",
  "          description: The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the",
  "            first answer is given; a refused request is judged anew.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            maxLength: 255",
  "            example: 8e03978e-40d5-43dd-bc93-6894a57f9324",
  "      responses:",
  "        \"204\":",
  "          description: Deleted.",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"412\":",
  "          $ref: \"#/components/responses/PreconditionFailed\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"422\":",
  "          $ref: \"#/components/responses/IdempotencyMismatch\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /collections/{collection}/records/{id}/history:",
  "    get:",
  "      tags:",
  "        - Records",
  "      operationId: getRecordHistory",
  "      summary: List versions of a record",
  "      description: Those that are kept, newest first, deletes included. 404 for a record of which there is none.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: id",
  "          in: path",
  "          description: \"Id of a record, percent-encoded: it may hold `/`, spaces and emoji.\"",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/RecordId\"",
  "        - name: pageSize",
  "          in: query",
  "          description: Items of a page at most.",
  "          required: false",
  "          schema:",
  "            type: integer",
  "            minimum: 1",
  "            maximum: 1000",
  "            default: 100",
  "        - name: pageToken",
  "          in: query",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "      responses:",
  "        \"200\":",
  "          description: A page.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/RecordHistory\"",
  "              example:",
  "                items:",
  "                  - sequence: 42",
  "                    deleted: false",
  "                    data:",
  "                      name: Paris",
  "                      population: 2102650",
  "                    version: null",
  "                    committedAt: \"2026-03-01T12:00:00.000Z\"",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /collections/{collection}/query:",
  "    post:",
  "      tags:",
  "        - Queries",
  "      operationId: queryCollection",
  "      summary: Query a collection",
  "      description: \"Every query reads one consistent state: the snapshot's, or that of its start. 409 while an index is built,",
  "        and in a past before it was ready.\"",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: snapshot",
  "          in: query",
  "          description: Id of a snapshot; the answer is the state at its sequence.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "        - name: at",
  "          in: query",
  "          description: A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not",
  "            kept any more.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            example: \"42\"",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/Query\"",
  "            example:",
  "              type: scan",
  "              prefix: par",
  "              limit: 10",
  "      responses:",
  "        \"200\":",
  "          description: What was found.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/QueryResult\"",
  "              example:",
  "                items:",
  "                  - id: paris",
  "                    data:",
  "                      name: Paris",
  "                      population: 2102650",
  "                    version: null",
  "                    sequence: 42",
  "                    deleted: false",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"409\":",
  "          $ref: \"#/components/responses/Conflict\"",
  "        \"410\":",
  "          $ref: \"#/components/responses/Gone\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /transactions:",
  "    post:",
  "      tags:",
  "        - Transactions",
  "      operationId: commitTransaction",
  "      summary: Commit a transaction",
  "      description: All or nothing, across collections. Each operation has a sequence of its own, in order, and all become",
  "        visible with the last of them.",
  "      parameters:",
  "        - name: Prefer",
  "          in: header",
  "          description: \"`return=minimal` leaves the records out of the results (RFC 7240).\"",
  "          required: false",
  "          schema:",
  "            type: string",
  "            example: return=minimal",
  "        - name: Idempotency-Key",
  "          in: header",
  "          description: The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the",
  "            first answer is given; a refused request is judged anew.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            maxLength: 255",
  "            example: 8e03978e-40d5-43dd-bc93-6894a57f9324",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/Transaction\"",
  "            example:",
  "              operations:",
  "                - op: put",
  "                  collection: cities",
  "                  record:",
  "                    id: paris",
  "                    data:",
  "                      name: Paris",
  "                      population: 2102650",
  "                - op: delete",
  "                  collection: cities",
  "                  id: atlantis",
  "      responses:",
  "        \"200\":",
  "          description: Committed.",
  "          headers:",
  "            Preference-Applied:",
  "              $ref: \"#/components/headers/Preference-Applied\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/TransactionResult\"",
  "              example:",
  "                committedSequence: 43",
  "                results:",
  "                  - opIndex: 0",
  "                    status: ok",
  "                    record:",
  "                      id: paris",
  "                      data:",
  "                        name: Paris",
  "                        population: 2102650",
  "                      version: null",
  "                      sequence: 42",
  "                      deleted: false",
  "                  - opIndex: 1",
  "                    status: ok",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"409\":",
  "          description: \"Refused as a whole: `sequence-too-low`, `unique-violation`, `precondition-failed` or `conflict`.\"",
  "          content:",
  "            application/problem+json:",
  "              schema:",
  "                $ref: \"#/components/schemas/TransactionProblem\"",
  "              example:",
  "                type: urn:fountainstore:problem:sequence-too-low",
  "                title: conflict",
  "                status: 409",
  "                detail: The store is at sequence 42, not yet at 43",
  "                instance: /transactions",
  "                results:",
  "                  - opIndex: -1",
  "                    status: error",
  "                    error:",
  "                      type: urn:fountainstore:problem:sequence-too-low",
  "                      title: conflict",
  "                      status: 409",
  "                      detail: The store is at sequence 42, not yet at 43",
  "                      instance: /transactions",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"422\":",
  "          $ref: \"#/components/responses/IdempotencyMismatch\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /snapshots:",
  "    post:",
  "      tags:",
  "        - Snapshots",
  "      operationId: createSnapshot",
  "      summary: Take a snapshot",
  "      description: \"Costs next to nothing: no data is copied. It survives a restart.\"",
  "      requestBody:",
  "        required: false",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/CreateSnapshot\"",
  "            example:",
  "              ttlSeconds: 3600",
  "      responses:",
  "        \"201\":",
  "          description: Taken.",
  "          headers:",
  "            Location:",
  "              $ref: \"#/components/headers/Location\"",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Snapshot\"",
  "              example:",
  "                id: 9f86d081884c7d659a2feaa0",
  "                sequence: 42",
  "                expiresAt: \"2026-03-02T12:00:00.000Z\"",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "    get:",
  "      tags:",
  "        - Snapshots",
  "      operationId: listSnapshots",
  "      summary: List snapshots",
  "      description: Those whose term is not over, oldest first.",
  "      responses:",
  "        \"200\":",
  "          description: The snapshots.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/SnapshotList\"",
  "              example:",
  "                items:",
  "                  - id: 9f86d081884c7d659a2feaa0",
  "                    sequence: 42",
  "                    expiresAt: \"2026-03-02T12:00:00.000Z\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /snapshots/{snapshotId}:",
  "    delete:",
  "      tags:",
  "        - Snapshots",
  "      operationId: deleteSnapshot",
  "      summary: Release a snapshot",
  "      description: What only it could see may be dropped from then on.",
  "      parameters:",
  "        - name: snapshotId",
  "          in: path",
  "          description: Id of a snapshot.",
  "          required: true",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            example: 9f86d081884c7d659a2feaa0",
  "      responses:",
  "        \"204\":",
  "          description: Released.",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /changes:",
  "    get:",
  "      tags:",
  "        - Changes",
  "      operationId: getChanges",
  "      summary: Read changes",
  "      description: \"By page or, with `Accept: text/event-stream`, as a stream of server-sent events that goes on as things",
  "        happen: `id` is the sequence, `data` an item as a page has it. A stream that was cut off is resumed by",
  "        `Last-Event-ID`. 410 when the feed does not reach back to `since`; then read the present, and go on from its",
  "        sequence.\"",
  "      parameters:",
  "        - name: since",
  "          in: query",
  "          description: \"Only what came behind it. Left out: what comes from now on.\"",
  "          required: false",
  "          schema:",
  "            type: integer",
  "            minimum: 0",
  "            example: 41",
  "        - name: collection",
  "          in: query",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: false",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: limit",
  "          in: query",
  "          description: Items of a page at most.",
  "          required: false",
  "          schema:",
  "            type: integer",
  "            minimum: 1",
  "            maximum: 1000",
  "            default: 100",
  "        - name: Last-Event-ID",
  "          in: header",
  "          description: In the place of `since`, for streams.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            example: \"41\"",
  "      responses:",
  "        \"200\":",
  "          description: A page, or the stream.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/Changes\"",
  "              example:",
  "                items:",
  "                  - sequence: 42",
  "                    collection: cities",
  "                    id: paris",
  "                    deleted: false",
  "                    record:",
  "                      id: paris",
  "                      data:",
  "                        name: Paris",
  "                        population: 2102650",
  "                      version: null",
  "                      sequence: 42",
  "                      deleted: false",
  "                nextSince: 42",
  "            text/event-stream:",
  "              schema:",
  "                type: string",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"410\":",
  "          $ref: \"#/components/responses/Gone\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /collections/{collection}/import:",
  "    post:",
  "      tags:",
  "        - Import and export",
  "      operationId: importRecords",
  "      summary: Import records",
  "      description: \"Puts a record for each line: one as an export writes it or, with `idPath`, any JSON object that holds its",
  "        id. Of CSV, the first line names the members, and each row is an object: a cell that is a JSON number, true or",
  "        false is that value, an empty one is left out, any other is a string; `idPath` is `.id` when it is not said. A",
  "        bad line is told of and passed over, or ends the import; the lines before it stay. The body may be packed by",
  "        gzip (`Content-Encoding: gzip`).\"",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: idPath",
  "          in: query",
  "          description: Where the id stands in each line.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "            example: .id",
  "        - name: onError",
  "          in: query",
  "          description: What a bad line does.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            enum:",
  "              - skip",
  "              - abort",
  "            default: skip",
  "      requestBody:",
  "        required: false",
  "        content:",
  "          application/x-ndjson:",
  "            schema:",
  "              description: Lines, each a JSON text (NDJSON).",
  "              type: string",
  "            example: |",
  "              {\"id\":\"paris\",\"data\":{\"name\":\"Paris\"},\"version\":null,\"sequence\":42,\"deleted\":false}",
  "          text/csv:",
  "            schema:",
  "              description: Rows behind a header (RFC 4180), separated by commas.",
  "              type: string",
  "            example: |",
  "              id,name,people",
  "              paris,Paris,2100000",
  "      responses:",
  "        \"200\":",
  "          description: Done.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/ImportReport\"",
  "              example:",
  "                imported: 1",
  "                failed: 0",
  "                errors: []",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /collections/{collection}/export:",
  "    get:",
  "      tags:",
  "        - Import and export",
  "      operationId: exportRecords",
  "      summary: Export records",
  "      description: All records in the order of their ids, a line each, as of one moment. Packed by gzip when that is accepted.",
  "      parameters:",
  "        - name: collection",
  "          in: path",
  "          description: Name of a collection; `.` and `..` are refused.",
  "          required: true",
  "          schema:",
  "            $ref: \"#/components/schemas/CollectionName\"",
  "        - name: snapshot",
  "          in: query",
  "          description: Id of a snapshot to export.",
  "          required: false",
  "          schema:",
  "            type: string",
  "            minLength: 1",
  "      responses:",
  "        \"200\":",
  "          description: The lines.",
  "          content:",
  "            application/x-ndjson:",
  "              schema:",
  "                description: Lines, each a JSON text (NDJSON).",
  "                type: string",
  "              example: |",
  "                {\"id\":\"paris\",\"data\":{\"name\":\"Paris\"},\"version\":null,\"sequence\":42,\"deleted\":false}",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"404\":",
  "          $ref: \"#/components/responses/NotFound\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /compaction/status:",
  "    get:",
  "      tags:",
  "        - Compaction",
  "      operationId: getCompactionStatus",
  "      summary: How far merging is behind",
  "      description: The levels of the store, and what waits.",
  "      responses:",
  "        \"200\":",
  "          description: The status.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                $ref: \"#/components/schemas/CompactionStatus\"",
  "              example:",
  "                running: false",
  "                pendingTables: 0",
  "                levels:",
  "                  - level: 0",
  "                    tables: 1",
  "                    sizeBytes: 4096",
  "                debtBytes: 0",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "  /compaction/run:",
  "    post:",
  "      tags:",
  "        - Compaction",
  "      operationId: runCompaction",
  "      summary: Run compaction",
  "      description: \"Answered at once; the work goes on in the background. It need not be called: merging keeps up by itself.\"",
  "      requestBody:",
  "        required: true",
  "        content:",
  "          application/json:",
  "            schema:",
  "              $ref: \"#/components/schemas/RunCompaction\"",
  "            example:",
  "              mode: tick",
  "      responses:",
  "        \"202\":",
  "          description: Accepted.",
  "        \"400\":",
  "          $ref: \"#/components/responses/InvalidRequest\"",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"413\":",
  "          $ref: \"#/components/responses/PayloadTooLarge\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"415\":",
  "          $ref: \"#/components/responses/UnsupportedMediaType\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "        \"503\":",
  "          $ref: \"#/components/responses/Unavailable\"",
  "        \"507\":",
  "          $ref: \"#/components/responses/StorageFull\"",
  "  /openapi.json:",
  "    get:",
  "      tags:",
  "        - Documentation",
  "      operationId: getOpenapiJson",
  "      summary: This document as JSON",
  "      description: OpenAPI 3.1.",
  "      responses:",
  "        \"200\":",
  "          description: The document.",
  "          content:",
  "            application/json:",
  "              schema:",
  "                description: OpenAPI 3.1.",
  "                required:",
  "                  - openapi",
  "                type: object",
  "                properties:",
  "                  openapi:",
  "                    type: string",
  "                additionalProperties: {}",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "  /openapi.yaml:",
  "    get:",
  "      tags:",
  "        - Documentation",
  "      operationId: getOpenapiYaml",
  "      summary: This document as YAML",
  "      description: OpenAPI 3.1.",
  "      responses:",
  "        \"200\":",
  "          description: The document.",
  "          content:",
  "            application/yaml:",
  "              schema:",
  "                description: OpenAPI 3.1.",
  "                required:",
  "                  - openapi",
  "                type: object",
  "                properties:",
  "                  openapi:",
  "                    type: string",
  "                additionalProperties: {}",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "  /docs:",
  "    get:",
  "      tags:",
  "        - Documentation",
  "      operationId: getDocs",
  "      summary: This document as a page",
  "      description: \"One page that holds everything it needs: it works without a network, and when it is saved as a file.\"",
  "      responses:",
  "        \"200\":",
  "          description: The page.",
  "          content:",
  "            text/html:",
  "              schema:",
  "                type: string",
  "        \"401\":",
  "          $ref: \"#/components/responses/Unauthorized\"",
  "        \"414\":",
  "          $ref: \"#/components/responses/UriTooLong\"",
  "        \"500\":",
  "          $ref: \"#/components/responses/Internal\"",
  "components:",
  "  securitySchemes:",
  "    ApiKey:",
  "      name: x-api-key",
  "      in: header",
  "      description: The API key.",
  "      type: apiKey",
  "    Bearer:",
  "      description: The API key as a bearer token.",
  "      type: http",
  "      scheme: bearer",
  "  responses:",
  "    InvalidRequest:",
  "      description: \"The request is malformed: parameters, body or page token.\"",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:invalid-request",
  "            title: invalid request",
  "            status: 400",
  "            detail: \"The request is malformed: parameters, body or page token.\"",
  "            instance: /collections/cities/records/paris",
  "    Unauthorized:",
  "      description: The API key is missing or wrong.",
  "      headers:",
  "        WWW-Authenticate:",
  "          $ref: \"#/components/headers/WWW-Authenticate\"",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:unauthorized",
  "            title: unauthorized",
  "            status: 401",
  "            detail: The API key is missing or wrong.",
  "            instance: /collections/cities/records/paris",
  "    NotFound:",
  "      description: The collection, record or snapshot is not there.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:not-found",
  "            title: not found",
  "            status: 404",
  "            detail: The collection, record or snapshot is not there.",
  "            instance: /collections/cities/records/paris",
  "    Conflict:",
  "      description: The present state does not allow it; nothing was changed.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:conflict",
  "            title: conflict",
  "            status: 409",
  "            detail: The present state does not allow it; nothing was changed.",
  "            instance: /collections/cities/records/paris",
  "    Gone:",
  "      description: The past that was asked for is not kept any more.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:gone",
  "            title: gone",
  "            status: 410",
  "            detail: The past that was asked for is not kept any more.",
  "            instance: /collections/cities/records/paris",
  "    PreconditionFailed:",
  "      description: A condition does not hold; `ETag` is the record's, when there is one.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:precondition-failed",
  "            title: precondition failed",
  "            status: 412",
  "            detail: A condition does not hold; `ETag` is the record's, when there is one.",
  "            instance: /collections/cities/records/paris",
  "    PayloadTooLarge:",
  "      description: The body is over the limit.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:payload-too-large",
  "            title: payload too large",
  "            status: 413",
  "            detail: The body is over the limit.",
  "            instance: /collections/cities/records/paris",
  "    UriTooLong:",
  "      description: The URL is longer than the server takes.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:invalid-request",
  "            title: invalid request",
  "            status: 414",
  "            detail: The URL is longer than the server takes.",
  "            instance: /collections/cities/records/paris",
  "    UnsupportedMediaType:",
  "      description: The body is not said to be JSON.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:unsupported-media-type",
  "            title: unsupported media type",
  "            status: 415",
  "            detail: The body is not said to be JSON.",
  "            instance: /collections/cities/records/paris",
  "    IdempotencyMismatch:",
  "      description: The key was used for another request.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:idempotency-mismatch",
  "            title: idempotency mismatch",
  "            status: 422",
  "            detail: The key was used for another request.",
  "            instance: /collections/cities/records/paris",
  "    Internal:",
  "      description: The server failed, and has logged why.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:internal",
  "            title: internal error",
  "            status: 500",
  "            detail: The server failed, and has logged why.",
  "            instance: /collections/cities/records/paris",
  "    Unavailable:",
  "      description: The store is read-only after a failure of its disk, or overloaded, or not open yet.",
  "      headers:",
  "        Retry-After:",
  "          $ref: \"#/components/headers/Retry-After\"",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:read-only",
  "            title: read-only",
  "            status: 503",
  "            detail: The store is read-only after a failure of its disk, or overloaded, or not open yet.",
  "            instance: /collections/cities/records/paris",
  "    StorageFull:",
  "      description: The disk is full.",
  "      content:",
  "        application/problem+json:",
  "          schema:",
  "            $ref: \"#/components/schemas/Problem\"",
  "          example:",
  "            type: urn:fountainstore:problem:storage-full",
  "            title: storage full",
  "            status: 507",
  "            detail: The disk is full.",
  "            instance: /collections/cities/records/paris",
  "  headers:",
  "    ETag:",
  "      description: The record's sequence in quotes.",
  "      required: true",
  "      schema:",
  "        type: string",
  "        pattern: ^\"[0-9]+\"$",
  "      example: '\"42\"'",
  "    Location:",
  "      description: Path of what was created, percent-encoded.",
  "      required: true",
  "      schema:",
  "        type: string",
  "        pattern: ^/",
  "      example: /collections/cities",
  "    WWW-Authenticate:",
  "      description: How to authenticate.",
  "      required: true",
  "      schema:",
  "        type: string",
  "      example: Bearer",
  "    Retry-After:",
  "      description: Seconds after which another try makes sense.",
  "      schema:",
  "        type: integer",
  "        minimum: 0",
  "    Preference-Applied:",
  "      description: The preference that was honoured.",
  "      schema:",
  "        type: string",
  "  schemas:",
  "    Problem:",
  "      description: An error (RFC 9457 problem details).",
  "      required:",
  "        - type",
  "        - title",
  "        - status",
  "        - detail",
  "      type: object",
  "      properties:",
  "        type:",
  "          description: One stable URN for each kind of failure, for programs to decide on.",
  "          type: string",
  "          enum:",
  "            - urn:fountainstore:problem:invalid-request",
  "            - urn:fountainstore:problem:invalid-page-token",
  "            - urn:fountainstore:problem:unauthorized",
  "            - urn:fountainstore:problem:forbidden",
  "            - urn:fountainstore:problem:not-found",
  "            - urn:fountainstore:problem:method-not-allowed",
  "            - urn:fountainstore:problem:conflict",
  "            - urn:fountainstore:problem:unique-violation",
  "            - urn:fountainstore:problem:sequence-too-low",
  "            - urn:fountainstore:problem:gone",
  "            - urn:fountainstore:problem:precondition-failed",
  "            - urn:fountainstore:problem:payload-too-large",
  "            - urn:fountainstore:problem:unsupported-media-type",
  "            - urn:fountainstore:problem:idempotency-mismatch",
  "            - urn:fountainstore:problem:too-many-requests",
  "            - urn:fountainstore:problem:internal",
  "            - urn:fountainstore:problem:overloaded",
  "            - urn:fountainstore:problem:read-only",
  "            - urn:fountainstore:problem:storage-full",
  "          example: urn:fountainstore:problem:not-found",
  "        title:",
  "          description: The kind of failure in short.",
  "          type: string",
  "          example: not found",
  "        status:",
  "          description: The HTTP status.",
  "          type: integer",
  "          minimum: 400",
  "          maximum: 599",
  "          example: 404",
  "        detail:",
  "          description: What went wrong this time, for people.",
  "          type: string",
  "        instance:",
  "          description: The path of the request; left out of problems inside other documents.",
  "          type: string",
  "        errors:",
  "          description: The fields at fault.",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/FieldError\"",
  "    FieldError:",
  "      description: What is wrong with one field.",
  "      required:",
  "        - pointer",
  "        - detail",
  "      type: object",
  "      properties:",
  "        pointer:",
  "          description: JSON Pointer into the body, or `#/query/name`, `#/path/name`, `#/header/name` for parameters.",
  "          type: string",
  "          example: \"#/query/pageSize\"",
  "        detail:",
  "          type: string",
  "    Health:",
  "      description: Health of the engine.",
  "      required:",
  "        - status",
  "        - engine",
  "      type: object",
  "      properties:",
  "        status:",
  "          description: \"`starting` while the store is opened or restored, `unhealthy` when it cannot write any more.\"",
  "          type: string",
  "          enum:",
  "            - ok",
  "            - starting",
  "            - unhealthy",
  "        engine:",
  "          required:",
  "            - sequence",
  "            - writable",
  "            - lastFlushMs",
  "          type: object",
  "          properties:",
  "            sequence:",
  "              description: The place of an operation in the one order of all writes; 0 is before the first.",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "              example: 42",
  "            writable:",
  "              description: False after a failed write or sync, until the store is reopened.",
  "              type: boolean",
  "            lastFlushMs:",
  "              description: How long the last flush took, in milliseconds; 0 before the first.",
  "              type: number",
  "              minimum: 0",
  "    Probe:",
  "      description: The answer to a probe.",
  "      required:",
  "        - status",
  "      type: object",
  "      properties:",
  "        status:",
  "          type: string",
  "          enum:",
  "            - ok",
  "            - starting",
  "            - unhealthy",
  "            - stopping",
  "    Status:",
  "      description: The store at a glance.",
  "      required:",
  "        - sequence",
  "        - collectionsCount",
  "        - collections",
  "        - compaction",
  "        - version",
  "        - uptimeSeconds",
  "        - runtime",
  "        - storeId",
  "      type: object",
  "      properties:",
  "        sequence:",
  "          description: The place of an operation in the one order of all writes; 0 is before the first.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        collectionsCount:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        collections:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/CollectionSummary\"",
  "        compaction:",
  "          $ref: \"#/components/schemas/CompactionStatus\"",
  "        version:",
  "          description: Version of FountainStore.",
  "          type: string",
  "          example: 0.1.0",
  "        uptimeSeconds:",
  "          type: number",
  "          minimum: 0",
  "        runtime:",
  "          description: What runs the server.",
  "          type: string",
  "          example: bun 1.4.5",
  "        storeId:",
  "          description: The store's own random name, made when its folder was.",
  "          type: string",
  "        diskBytes:",
  "          description: Bytes of the store on disk; absent while unknown.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "    CollectionSummary:",
  "      description: A collection as it is listed.",
  "      required:",
  "        - name",
  "        - recordsApprox",
  "      type: object",
  "      properties:",
  "        name:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        version:",
  "          description: A mark of the caller's own, kept and given back, never looked into.",
  "          type: string",
  "          maxLength: 512",
  "          example: v2",
  "        recordsApprox:",
  "          description: About how many records; overwritten ones count until they are merged away.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "    CollectionName:",
  "      description: Name of a collection; `.` and `..` are refused.",
  "      type: string",
  "      pattern: ^[A-Za-z0-9._-]{1,128}$",
  "      not:",
  "        enum:",
  "          - \".\"",
  "          - ..",
  "      example: cities",
  "    CompactionStatus:",
  "      description: How far merging is behind.",
  "      required:",
  "        - running",
  "        - pendingTables",
  "        - levels",
  "        - debtBytes",
  "      type: object",
  "      properties:",
  "        running:",
  "          description: Whether a merge is under way.",
  "          type: boolean",
  "        pendingTables:",
  "          description: Tables that wait for a flush or a merge.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        levels:",
  "          type: array",
  "          items:",
  "            required:",
  "              - level",
  "              - tables",
  "              - sizeBytes",
  "            type: object",
  "            properties:",
  "              level:",
  "                type: integer",
  "                minimum: 0",
  "                maximum: 9007199254740991",
  "              tables:",
  "                type: integer",
  "                minimum: 0",
  "                maximum: 9007199254740991",
  "              sizeBytes:",
  "                type: integer",
  "                minimum: 0",
  "                maximum: 9007199254740991",
  "        debtBytes:",
  "          description: Bytes that wait to be merged.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "    Metrics:",
  "      description: Figures since the start. Further members may be added.",
  "      required:",
  "        - sequence",
  "        - puts",
  "        - gets",
  "        - deletes",
  "        - scans",
  "        - indexLookups",
  "        - batches",
  "        - histories",
  "        - opCounters",
  "        - timingsMs",
  "        - bloom",
  "      type: object",
  "      properties:",
  "        sequence:",
  "          description: The place of an operation in the one order of all writes; 0 is before the first.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        puts:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        gets:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        deletes:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        scans:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        indexLookups:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        batches:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        histories:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        opCounters:",
  "          description: Operations since the start.",
  "          required:",
  "            - puts",
  "            - gets",
  "            - deletes",
  "            - scans",
  "            - indexLookups",
  "            - batches",
  "            - histories",
  "            - queries",
  "          type: object",
  "          properties:",
  "            puts:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            gets:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            deletes:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            scans:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            indexLookups:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            batches:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            histories:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "            queries:",
  "              type: integer",
  "              minimum: 0",
  "              maximum: 9007199254740991",
  "          additionalProperties: {}",
  "        timingsMs:",
  "          description: Durations in milliseconds; 0 before the first.",
  "          required:",
  "            - lastFlush",
  "            - avgCompactionTick",
  "          type: object",
  "          properties:",
  "            lastFlush:",
  "              type: number",
  "              minimum: 0",
  "            avgCompactionTick:",
  "              type: number",
  "              minimum: 0",
  "          additionalProperties: {}",
  "        bloom:",
  "          required:",
  "            - fppEstimate",
  "          type: object",
  "          properties:",
  "            fppEstimate:",
  "              description: Share of absent keys that the filters let pass, as seen so far.",
  "              type: number",
  "              minimum: 0",
  "      additionalProperties: {}",
  "    CollectionPage:",
  "      description: Collections, by name.",
  "      required:",
  "        - items",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/CollectionSummary\"",
  "        nextPageToken:",
  "          description: Asks for the next page; present only when more items follow.",
  "          type: string",
  "    CreateCollection:",
  "      description: A collection to be created.",
  "      required:",
  "        - name",
  "      type: object",
  "      properties:",
  "        name:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        version:",
  "          description: A mark of the caller's own, kept and given back, never looked into.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          maxLength: 512",
  "          example: v2",
  "        retention:",
  "          description: \"Default: as the server's setting says.\"",
  "          oneOf:",
  "            - required:",
  "                - keep",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - latest",
  "            - required:",
  "                - keep",
  "                - versions",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - last",
  "                versions:",
  "                  type: integer",
  "                  minimum: 1",
  "                  maximum: 9007199254740991",
  "            - required:",
  "                - keep",
  "                - ageMs",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - age",
  "                ageMs:",
  "                  type: integer",
  "                  minimum: 0",
  "                  maximum: 9007199254740991",
  "            - required:",
  "                - keep",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - all",
  "            - type: \"null\"",
  "          example:",
  "            keep: last",
  "            versions: 10",
  "    Collection:",
  "      description: A collection with its indexes.",
  "      required:",
  "        - name",
  "        - version",
  "        - recordsApprox",
  "        - indexes",
  "      type: object",
  "      properties:",
  "        name:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        version:",
  "          description: A mark of the caller's own, kept and given back, never looked into.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          maxLength: 512",
  "          example: v2",
  "        recordsApprox:",
  "          description: About how many records; overwritten ones count until they are merged away.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        retention:",
  "          description: \"Left out: as the server's setting says.\"",
  "          oneOf:",
  "            - required:",
  "                - keep",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - latest",
  "            - required:",
  "                - keep",
  "                - versions",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - last",
  "                versions:",
  "                  type: integer",
  "                  minimum: 1",
  "                  maximum: 9007199254740991",
  "            - required:",
  "                - keep",
  "                - ageMs",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - age",
  "                ageMs:",
  "                  type: integer",
  "                  minimum: 0",
  "                  maximum: 9007199254740991",
  "            - required:",
  "                - keep",
  "              type: object",
  "              properties:",
  "                keep:",
  "                  type: string",
  "                  enum:",
  "                    - all",
  "          example:",
  "            keep: last",
  "            versions: 10",
  "        indexes:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/IndexDefinition\"",
  "    IndexDefinition:",
  "      description: An index and how far it is.",
  "      required:",
  "        - name",
  "        - kind",
  "        - covering",
  "        - options",
  "        - state",
  "        - progress",
  "        - entries",
  "      type: object",
  "      properties:",
  "        name:",
  "          $ref: \"#/components/schemas/IndexName\"",
  "        kind:",
  "          description: \"`unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.\"",
  "          type: string",
  "          example: multi",
  "        keyPath:",
  "          $ref: \"#/components/schemas/KeyPath\"",
  "        keyPaths:",
  "          description: Several paths, compared in turn; at most one of them may have `[]`.",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/KeyPart\"",
  "          minItems: 1",
  "          maxItems: 16",
  "        covering:",
  "          description: \"Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and",
  "            ranges that are read often. The record is stored once more for each of its entries, and each write of it",
  "            writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried.",
  "            Default false.\"",
  "          type: boolean",
  "        options:",
  "          description: \"`sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back.\"",
  "          type: object",
  "          additionalProperties: {}",
  "        state:",
  "          description: \"`building`: it is kept up by writes and serves no reads yet; queries by it are answered with 409.\"",
  "          type: string",
  "          enum:",
  "            - building",
  "            - ready",
  "        progress:",
  "          description: Of the build; 1 when it is ready.",
  "          type: number",
  "          minimum: 0",
  "          maximum: 1",
  "        entries:",
  "          description: Keys of records; about so many when they are more than some thousand.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "    IndexName:",
  "      description: Name of an index, unique within its collection; `.` and `..` are refused.",
  "      type: string",
  "      pattern: ^[A-Za-z0-9._-]{1,128}$",
  "      not:",
  "        enum:",
  "          - \".\"",
  "          - ..",
  "      example: byCountry",
  "    KeyPath:",
  "      description: Whose values are the keys; or `keyPaths`.",
  "      type: string",
  "      minLength: 1",
  "      maxLength: 1024",
  "      example: .population",
  "    KeyPart:",
  "      description: 'A key path, ascending, or with its order: `{\".population\": \"desc\"}`.'",
  "      anyOf:",
  "        - allOf:",
  "            - $ref: \"#/components/schemas/KeyPath\"",
  "            - description: \"Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`,",
  "                `id`, `version`. The leading dot is optional, but `.id` is a member of the data, and `.` all of it.",
  "                There is no escape: a member whose name is empty or has a dot or a bracket cannot be reached.\"",
  "        - type: object",
  "          additionalProperties:",
  "            type: string",
  "            enum:",
  "              - asc",
  "              - desc",
  "          minProperties: 1",
  "          maxProperties: 1",
  "    IndexPage:",
  "      description: Indexes, by name.",
  "      required:",
  "        - items",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/IndexDefinition\"",
  "        nextPageToken:",
  "          description: Asks for the next page; present only when more items follow.",
  "          type: string",
  "    CreateIndex:",
  "      description: An index to be defined. Either `keyPath` or `keyPaths`.",
  "      required:",
  "        - name",
  "        - kind",
  "      type: object",
  "      properties:",
  "        name:",
  "          $ref: \"#/components/schemas/IndexName\"",
  "        kind:",
  "          description: \"`unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.\"",
  "          type: string",
  "          example: multi",
  "        keyPath:",
  "          description: Whose values are the keys; or `keyPaths`.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          minLength: 1",
  "          maxLength: 1024",
  "        keyPaths:",
  "          description: Several paths, compared in turn; at most one of them may have `[]`.",
  "          type:",
  "            - array",
  "            - \"null\"",
  "          items:",
  "            $ref: \"#/components/schemas/KeyPart\"",
  "          minItems: 1",
  "          maxItems: 16",
  "        covering:",
  "          description: \"Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and",
  "            ranges that are read often. The record is stored once more for each of its entries, and each write of it",
  "            writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried.",
  "            Default false.\"",
  "          type:",
  "            - boolean",
  "            - \"null\"",
  "        options:",
  "          description: \"`sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back.\"",
  "          type:",
  "            - object",
  "            - \"null\"",
  "          additionalProperties: {}",
  "    RecordPage:",
  "      description: Records, and how to go on.",
  "      required:",
  "        - items",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/Record\"",
  "        nextPageToken:",
  "          description: Asks for the next page; present only when more items follow.",
  "          type: string",
  "    Record:",
  "      description: A record as of the read, or of the write that it answers.",
  "      required:",
  "        - id",
  "        - data",
  "        - version",
  "        - sequence",
  "        - deleted",
  "      type: object",
  "      properties:",
  "        id:",
  "          $ref: \"#/components/schemas/RecordId\"",
  "        data:",
  "          $ref: \"#/components/schemas/JsonValue\"",
  "        version:",
  "          description: A mark of the caller's own, kept and given back, never looked into.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          maxLength: 512",
  "          example: v2",
  "        sequence:",
  "          description: The place of an operation in the one order of all writes; 0 is before the first.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        deleted:",
  "          description: Deleted records are not given.",
  "          type: boolean",
  "          enum:",
  "            - false",
  "        expiresAt:",
  "          description: From when on it is gone; only there when it has a term.",
  "          type: string",
  "          format: date-time",
  "          example: \"2026-03-01T12:00:00.000Z\"",
  "    RecordId:",
  "      description: \"Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. Ids sort",
  "        by their UTF-8 bytes.\"",
  "      type: string",
  "      minLength: 1",
  "      maxLength: 512",
  "      not:",
  "        enum:",
  "          - \".\"",
  "          - ..",
  "      example: paris",
  "    JsonValue:",
  "      description: \"Any JSON value, kept as it was sent: numbers keep their digits, objects the order of their members. Arrays",
  "        and objects may be nested up to 256 levels.\"",
  "      example:",
  "        name: Paris",
  "        population: 2102650",
  "    PutRecord:",
  "      description: What a record is to hold. `id` is that of the path once more, or left out. `sequence`, `deleted` and",
  "        members unknown here are ignored.",
  "      required:",
  "        - data",
  "      type: object",
  "      properties:",
  "        data:",
  "          $ref: \"#/components/schemas/JsonValue\"",
  "        id:",
  "          description: \"Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. Ids sort",
  "            by their UTF-8 bytes.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          minLength: 1",
  "          maxLength: 512",
  "          not:",
  "            enum:",
  "              - \".\"",
  "              - ..",
  "          example: paris",
  "        version:",
  "          description: A mark of the caller's own, kept and given back, never looked into.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          maxLength: 512",
  "          example: v2",
  "        expiresAt:",
  "          description: From when on the record is gone.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          format: date-time",
  "          example: \"2026-03-01T12:00:00.000Z\"",
  "        ttlSeconds:",
  "          description: The same, counted from the commit.",
  "          type:",
  "            - number",
  "            - \"null\"",
  "          exclusiveMinimum: 0",
  "          maximum: 3155760000",
  "    MergePatch:",
  "      description: \"A JSON Merge Patch (RFC 7396): any JSON value.\"",
  "    JsonPatch:",
  "      description: A JSON Patch (RFC 6902).",
  "      type: array",
  "      items:",
  "        required:",
  "          - op",
  "          - path",
  "        type: object",
  "        properties:",
  "          op:",
  "            type: string",
  "            enum:",
  "              - add",
  "              - remove",
  "              - replace",
  "              - move",
  "              - copy",
  "              - test",
  "          path:",
  "            type: string",
  "          from:",
  "            type: string",
  "          value: {}",
  "    RecordHistory:",
  "      description: Versions, newest first.",
  "      required:",
  "        - items",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/RecordVersion\"",
  "        nextPageToken:",
  "          description: Asks for the next page; present only when more items follow.",
  "          type: string",
  "    RecordVersion:",
  "      description: A record from its sequence on; without data when it was deleted then.",
  "      required:",
  "        - sequence",
  "        - deleted",
  "        - version",
  "        - committedAt",
  "      type: object",
  "      properties:",
  "        sequence:",
  "          description: The place of an operation in the one order of all writes; 0 is before the first.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        deleted:",
  "          type: boolean",
  "        data:",
  "          $ref: \"#/components/schemas/JsonValue\"",
  "        version:",
  "          description: A mark of the caller's own, kept and given back, never looked into.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          maxLength: 512",
  "          example: v2",
  "        committedAt:",
  "          description: An instant (RFC 3339, UTC).",
  "          type: string",
  "          format: date-time",
  "          example: \"2026-03-01T12:00:00.000Z\"",
  "    QueryResult:",
  "      description: Records and how to go on; or the groups of an aggregate.",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/Record\"",
  "        groups:",
  "          description: Of an aggregate, by key.",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/Group\"",
  "        nextPageToken:",
  "          description: Asks for the next page; present only when more items follow.",
  "          type: string",
  "        explain:",
  "          $ref: \"#/components/schemas/Explanation\"",
  "    Group:",
  "      description: One group, and its figures by name; null when there was nothing to reckon from.",
  "      required:",
  "        - key",
  "        - metrics",
  "      type: object",
  "      properties:",
  "        key:",
  "          description: The values of `groupBy`, in its order; null where there is none.",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/KeyValue\"",
  "        metrics:",
  "          type: object",
  "          additionalProperties:",
  "            $ref: \"#/components/schemas/KeyValue\"",
  "    KeyValue:",
  "      description: A value that can be a key. Numbers match by exact decimal value.",
  "      anyOf:",
  "        - type: string",
  "        - type: number",
  "        - type: boolean",
  "        - type: \"null\"",
  "    Explanation:",
  "      description: How something was found.",
  "      required:",
  "        - plan",
  "        - index",
  "        - indexes",
  "        - sort",
  "        - entriesRead",
  "        - recordsFetched",
  "      type: object",
  "      properties:",
  "        plan:",
  "          type: string",
  "          enum:",
  "            - scan",
  "            - index",
  "            - intersection",
  "            - union",
  "        index:",
  "          description: \"The index that was walked, the first of several; null: none.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "        indexes:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/IndexName\"",
  "        sort:",
  "          description: \"`memory`: all that match were read, and the first ones kept.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          enum:",
  "            - index",
  "            - id",
  "            - memory",
  "            - null",
  "        entriesRead:",
  "          description: Index entries, and records that a scan has met.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        recordsFetched:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "    Query:",
  "      description: What is asked.",
  "      oneOf:",
  "        - $ref: \"#/components/schemas/ByIdQuery\"",
  "        - $ref: \"#/components/schemas/ScanQuery\"",
  "        - $ref: \"#/components/schemas/IndexEqualsQuery\"",
  "        - $ref: \"#/components/schemas/IndexRangeQuery\"",
  "        - $ref: \"#/components/schemas/FindQuery\"",
  "        - $ref: \"#/components/schemas/AggregateQuery\"",
  "      discriminator:",
  "        propertyName: type",
  "        mapping:",
  "          byId: \"#/components/schemas/ByIdQuery\"",
  "          scan: \"#/components/schemas/ScanQuery\"",
  "          indexEquals: \"#/components/schemas/IndexEqualsQuery\"",
  "          indexRange: \"#/components/schemas/IndexRangeQuery\"",
  "          find: \"#/components/schemas/FindQuery\"",
  "          aggregate: \"#/components/schemas/AggregateQuery\"",
  "    ByIdQuery:",
  "      description: \"The record with that id: one item, or none.\"",
  "      required:",
  "        - type",
  "        - id",
  "      type: object",
  "      properties:",
  "        type:",
  "          type: string",
  "          enum:",
  "            - byId",
  "        id:",
  "          $ref: \"#/components/schemas/RecordId\"",
  "    ScanQuery:",
  "      description: Records in the order of their ids.",
  "      required:",
  "        - type",
  "      type: object",
  "      properties:",
  "        type:",
  "          type: string",
  "          enum:",
  "            - scan",
  "        prefix:",
  "          description: Only ids that begin with it.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "        startAfter:",
  "          description: Only ids behind this one, in the direction of the scan; the `nextPageToken` of a page is taken as well.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "        limit:",
  "          description: Items of a page at most.",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 1",
  "          maximum: 1000",
  "          default: 100",
  "        pageSize:",
  "          description: The same as `limit`, which decides.",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 1",
  "          maximum: 1000",
  "          default: 100",
  "        pageToken:",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "        reverse:",
  "          description: \"True: from the last id to the first.\"",
  "          type:",
  "            - boolean",
  "            - \"null\"",
  "          default: false",
  "    IndexEqualsQuery:",
  "      description: The records with that key, each once, by id.",
  "      required:",
  "        - type",
  "        - index",
  "        - key",
  "      type: object",
  "      properties:",
  "        type:",
  "          type: string",
  "          enum:",
  "            - indexEquals",
  "        index:",
  "          allOf:",
  "            - $ref: \"#/components/schemas/IndexName\"",
  "            - description: Name of a unique or multi index.",
  "        key:",
  "          $ref: \"#/components/schemas/IndexKey\"",
  "        pageSize:",
  "          description: Items of a page at most.",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 1",
  "          maximum: 1000",
  "          default: 100",
  "        pageToken:",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "    IndexKey:",
  "      description: \"A key; of an index over several paths: a list with a value for each.\"",
  "      anyOf:",
  "        - type: string",
  "        - type: number",
  "        - type: boolean",
  "        - type: \"null\"",
  "        - type: array",
  "          items:",
  "            $ref: \"#/components/schemas/KeyValue\"",
  "          minItems: 1",
  "          maxItems: 16",
  "    IndexRangeQuery:",
  "      description: \"Records whose keys lie between the bounds, by key, then id; a record once for each of its keys there. Keys",
  "        sort null, false, true, numbers, strings. Of `gt` and `gte`, and of `lt` and `lte`, only one may be said, and a",
  "        null one is the key null. Of an index over several paths a bound may be a list of values for the first of them:",
  "        all but its last are fixed, and the same in each bound.\"",
  "      required:",
  "        - type",
  "        - index",
  "      type: object",
  "      properties:",
  "        type:",
  "          type: string",
  "          enum:",
  "            - indexRange",
  "        index:",
  "          allOf:",
  "            - $ref: \"#/components/schemas/IndexName\"",
  "            - description: Name of a unique or multi index.",
  "        gt:",
  "          $ref: \"#/components/schemas/IndexKey\"",
  "        gte:",
  "          $ref: \"#/components/schemas/IndexKey\"",
  "        lt:",
  "          $ref: \"#/components/schemas/IndexKey\"",
  "        lte:",
  "          $ref: \"#/components/schemas/IndexKey\"",
  "        prefix:",
  "          description: Only strings that begin with it.",
  "          anyOf:",
  "            - type: string",
  "            - type: array",
  "              items:",
  "                $ref: \"#/components/schemas/KeyValue\"",
  "              minItems: 1",
  "              maxItems: 16",
  "            - type: \"null\"",
  "        reverse:",
  "          description: \"True: from the last key to the first.\"",
  "          type:",
  "            - boolean",
  "            - \"null\"",
  "          default: false",
  "        pageSize:",
  "          description: Items of a page at most.",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 1",
  "          maximum: 1000",
  "          default: 100",
  "        pageToken:",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "    FindQuery:",
  "      description: Records by a filter, planned over the indexes.",
  "      required:",
  "        - type",
  "      type: object",
  "      properties:",
  "        type:",
  "          type: string",
  "          enum:",
  "            - find",
  "        filter:",
  "          $ref: \"#/components/schemas/Filter\"",
  "        sort:",
  "          description: By these paths, then by id. What has no value comes before null, and null before all others.",
  "          type:",
  "            - array",
  "            - \"null\"",
  "          items:",
  "            $ref: \"#/components/schemas/KeyPart\"",
  "          maxItems: 16",
  "          example:",
  "            - .population: desc",
  "        select:",
  "          description: Only these parts of the data, in their places.",
  "          type:",
  "            - array",
  "            - \"null\"",
  "          items:",
  "            allOf:",
  "              - $ref: \"#/components/schemas/KeyPath\"",
  "              - description: \"Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`,",
  "                  `id`, `version`. The leading dot is optional, but `.id` is a member of the data, and `.` all of it.",
  "                  There is no escape: a member whose name is empty or has a dot or a bracket cannot be reached.\"",
  "          minItems: 1",
  "          maxItems: 256",
  "        explain:",
  "          description: \"True: the answer says how it was found.\"",
  "          type:",
  "            - boolean",
  "            - \"null\"",
  "          default: false",
  "        pageSize:",
  "          description: Items of a page at most.",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 1",
  "          maximum: 1000",
  "          default: 100",
  "        pageToken:",
  "          description: \"`nextPageToken` of the page before. It is bound to the route and its other parameters.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "    Filter:",
  "      description: \"Conditions on key paths, in MongoDB's operator style: `$eq $ne $gt $gte $lt $lte $in $nin $exists $prefix",
  "        $and $or $not`. Comparisons hold within a kind of values only, `null` is also what is missing, and a condition",
  "        on a path with `[]` holds when any element does.\"",
  "      type:",
  "        - object",
  "        - \"null\"",
  "      additionalProperties: {}",
  "      example:",
  "        .country: FR",
  "        .population:",
  "          $gte: 100000",
  "    AggregateQuery:",
  "      description: \"`count` counts values that are not null, `sum` and `avg` look at numbers, `min` and `max` at what can be a",
  "        key. Keys, `sum`, `min` and `max` have every digit; `avg` is rounded to 34, half to even. At most 10,000 groups,",
  "        with 16 Mi characters in all; no sum of more than 10,000 digits.\"",
  "      required:",
  "        - type",
  "        - metrics",
  "      type: object",
  "      properties:",
  "        type:",
  "          type: string",
  "          enum:",
  "            - aggregate",
  "        filter:",
  "          $ref: \"#/components/schemas/Filter\"",
  "        groupBy:",
  "          description: A group for each combination of their values; a path with `[]` puts a record in several.",
  "          type:",
  "            - array",
  "            - \"null\"",
  "          items:",
  "            allOf:",
  "              - $ref: \"#/components/schemas/KeyPath\"",
  "              - description: \"Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`,",
  "                  `id`, `version`. The leading dot is optional, but `.id` is a member of the data, and `.` all of it.",
  "                  There is no escape: a member whose name is empty or has a dot or a bracket cannot be reached.\"",
  "          maxItems: 8",
  "        metrics:",
  "          description: The figures by name, 1 to 64.",
  "          type: object",
  "          additionalProperties:",
  "            $ref: \"#/components/schemas/Metric\"",
  "          minProperties: 1",
  "          maxProperties: 64",
  "        explain:",
  "          type:",
  "            - boolean",
  "            - \"null\"",
  "    Metric:",
  "      description: 'What is reckoned, of which path: `{\"sum\": \".population\"}`. `{\"count\": \"*\"}` counts records.'",
  "      type: object",
  "      properties:",
  "        count:",
  "          type: string",
  "        sum:",
  "          type: string",
  "        avg:",
  "          type: string",
  "        min:",
  "          type: string",
  "        max:",
  "          type: string",
  "      additionalProperties: false",
  "      minProperties: 1",
  "      maxProperties: 1",
  "    TransactionResult:",
  "      description: What became of each operation.",
  "      required:",
  "        - committedSequence",
  "        - results",
  "      type: object",
  "      properties:",
  "        committedSequence:",
  "          description: The sequence of the last operation.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        results:",
  "          type: array",
  "          items:",
  "            required:",
  "              - opIndex",
  "              - status",
  "            type: object",
  "            properties:",
  "              opIndex:",
  "                description: Place of the operation, from 0.",
  "                type: integer",
  "                minimum: 0",
  "              status:",
  "                type: string",
  "                enum:",
  "                  - ok",
  "              record:",
  "                $ref: \"#/components/schemas/Record\"",
  "    TransactionProblem:",
  "      description: Why nothing was applied.",
  "      required:",
  "        - type",
  "        - title",
  "        - status",
  "        - detail",
  "        - results",
  "      type: object",
  "      properties:",
  "        type:",
  "          description: One stable URN for each kind of failure, for programs to decide on.",
  "          type: string",
  "          enum:",
  "            - urn:fountainstore:problem:invalid-request",
  "            - urn:fountainstore:problem:invalid-page-token",
  "            - urn:fountainstore:problem:unauthorized",
  "            - urn:fountainstore:problem:forbidden",
  "            - urn:fountainstore:problem:not-found",
  "            - urn:fountainstore:problem:method-not-allowed",
  "            - urn:fountainstore:problem:conflict",
  "            - urn:fountainstore:problem:unique-violation",
  "            - urn:fountainstore:problem:sequence-too-low",
  "            - urn:fountainstore:problem:gone",
  "            - urn:fountainstore:problem:precondition-failed",
  "            - urn:fountainstore:problem:payload-too-large",
  "            - urn:fountainstore:problem:unsupported-media-type",
  "            - urn:fountainstore:problem:idempotency-mismatch",
  "            - urn:fountainstore:problem:too-many-requests",
  "            - urn:fountainstore:problem:internal",
  "            - urn:fountainstore:problem:overloaded",
  "            - urn:fountainstore:problem:read-only",
  "            - urn:fountainstore:problem:storage-full",
  "          example: urn:fountainstore:problem:not-found",
  "        title:",
  "          description: The kind of failure in short.",
  "          type: string",
  "          example: not found",
  "        status:",
  "          description: The HTTP status.",
  "          type: integer",
  "          minimum: 400",
  "          maximum: 599",
  "          example: 404",
  "        detail:",
  "          description: What went wrong this time, for people.",
  "          type: string",
  "        instance:",
  "          description: The path of the request; left out of problems inside other documents.",
  "          type: string",
  "        errors:",
  "          description: The fields at fault.",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/FieldError\"",
  "        results:",
  "          description: The operations that failed.",
  "          type: array",
  "          items:",
  "            required:",
  "              - opIndex",
  "              - status",
  "              - error",
  "            type: object",
  "            properties:",
  "              opIndex:",
  "                description: Place of the operation, from 0; -1 for the guard.",
  "                type: integer",
  "                minimum: -1",
  "              status:",
  "                type: string",
  "                enum:",
  "                  - error",
  "              error:",
  "                $ref: \"#/components/schemas/Problem\"",
  "    Transaction:",
  "      description: Operations that are committed together, or not at all.",
  "      required:",
  "        - operations",
  "      type: object",
  "      properties:",
  "        operations:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/Operation\"",
  "          minItems: 1",
  "          maxItems: 10000",
  "        requireSequenceAtLeast:",
  "          description: \"The guard: refused when the store has not reached this sequence.\"",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "    Operation:",
  "      description: One operation of a transaction.",
  "      oneOf:",
  "        - $ref: \"#/components/schemas/PutOperation\"",
  "        - $ref: \"#/components/schemas/DeleteOperation\"",
  "        - $ref: \"#/components/schemas/PatchOperation\"",
  "        - $ref: \"#/components/schemas/CheckOperation\"",
  "        - $ref: \"#/components/schemas/DefineIndexOperation\"",
  "      discriminator:",
  "        propertyName: op",
  "        mapping:",
  "          put: \"#/components/schemas/PutOperation\"",
  "          delete: \"#/components/schemas/DeleteOperation\"",
  "          patch: \"#/components/schemas/PatchOperation\"",
  "          check: \"#/components/schemas/CheckOperation\"",
  "          defineIndex: \"#/components/schemas/DefineIndexOperation\"",
  "    PutOperation:",
  "      description: Puts a record, new or over the one that is there. When it expires is said in the record or beside it, not",
  "        in both.",
  "      required:",
  "        - op",
  "        - collection",
  "        - record",
  "      type: object",
  "      properties:",
  "        op:",
  "          type: string",
  "          enum:",
  "            - put",
  "        collection:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        record:",
  "          description: The record. `sequence` and `deleted` are ignored.",
  "          required:",
  "            - id",
  "            - data",
  "          type: object",
  "          properties:",
  "            id:",
  "              $ref: \"#/components/schemas/RecordId\"",
  "            data:",
  "              $ref: \"#/components/schemas/JsonValue\"",
  "            version:",
  "              description: A mark of the caller's own, kept and given back, never looked into.",
  "              type:",
  "                - string",
  "                - \"null\"",
  "              maxLength: 512",
  "              example: v2",
  "            expiresAt:",
  "              description: From when on the record is gone.",
  "              type:",
  "                - string",
  "                - \"null\"",
  "              format: date-time",
  "              example: \"2026-03-01T12:00:00.000Z\"",
  "            ttlSeconds:",
  "              description: The same, counted from the commit.",
  "              type:",
  "                - number",
  "                - \"null\"",
  "              exclusiveMinimum: 0",
  "              maximum: 3155760000",
  "        ifSequence:",
  "          description: \"Refuses the transaction unless the record had this sequence before it; 0: unless there was none.\"",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        expiresAt:",
  "          description: From when on the record is gone.",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          format: date-time",
  "          example: \"2026-03-01T12:00:00.000Z\"",
  "        ttlSeconds:",
  "          description: The same, counted from the commit.",
  "          type:",
  "            - number",
  "            - \"null\"",
  "          exclusiveMinimum: 0",
  "          maximum: 3155760000",
  "    DeleteOperation:",
  "      description: Deletes a record; one that is not there is no error.",
  "      required:",
  "        - op",
  "        - collection",
  "        - id",
  "      type: object",
  "      properties:",
  "        op:",
  "          type: string",
  "          enum:",
  "            - delete",
  "        collection:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        id:",
  "          $ref: \"#/components/schemas/RecordId\"",
  "        ifSequence:",
  "          description: \"Refuses the transaction unless the record had this sequence before it; 0: unless there was none.\"",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "    PatchOperation:",
  "      description: \"Patches a record, which must be there: as earlier operations have left it.\"",
  "      required:",
  "        - op",
  "        - collection",
  "        - id",
  "        - patch",
  "      type: object",
  "      properties:",
  "        op:",
  "          type: string",
  "          enum:",
  "            - patch",
  "        collection:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        id:",
  "          $ref: \"#/components/schemas/RecordId\"",
  "        patch:",
  "          description: An object is a JSON Merge Patch (RFC 7396), a list a JSON Patch (RFC 6902).",
  "          anyOf:",
  "            - type: object",
  "              additionalProperties: {}",
  "            - type: array",
  "              items: {}",
  "        ifSequence:",
  "          description: \"Refuses the transaction unless the record had this sequence before it; 0: unless there was none.\"",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "    CheckOperation:",
  "      description: Changes nothing, and refuses the transaction unless the condition holds.",
  "      required:",
  "        - op",
  "        - collection",
  "        - id",
  "        - ifSequence",
  "      type: object",
  "      properties:",
  "        op:",
  "          type: string",
  "          enum:",
  "            - check",
  "        collection:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        id:",
  "          $ref: \"#/components/schemas/RecordId\"",
  "        ifSequence:",
  "          description: \"Refuses the transaction unless the record had this sequence before it; 0: unless there was none.\"",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "    DefineIndexOperation:",
  "      description: Defines an index on a collection that is there, or that an earlier operation makes.",
  "      required:",
  "        - op",
  "        - collection",
  "        - index",
  "      type: object",
  "      properties:",
  "        op:",
  "          type: string",
  "          enum:",
  "            - defineIndex",
  "        collection:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        index:",
  "          $ref: \"#/components/schemas/CreateIndex\"",
  "    Snapshot:",
  "      description: The store at a sequence.",
  "      required:",
  "        - id",
  "        - sequence",
  "        - expiresAt",
  "      type: object",
  "      properties:",
  "        id:",
  "          description: Id of a snapshot.",
  "          type: string",
  "          minLength: 1",
  "          example: 9f86d081884c7d659a2feaa0",
  "        sequence:",
  "          description: What it reads at.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        expiresAt:",
  "          description: \"When its term is over; null: never.\"",
  "          type:",
  "            - string",
  "            - \"null\"",
  "          format: date-time",
  "          example: \"2026-03-01T12:00:00.000Z\"",
  "    CreateSnapshot:",
  "      description: How long a snapshot is to be kept.",
  "      type: object",
  "      properties:",
  "        ttlSeconds:",
  "          description: \"Its term in seconds; null: until it is released. 24 hours when left out.\"",
  "          type:",
  "            - integer",
  "            - \"null\"",
  "          minimum: 1",
  "          maximum: 3155760000",
  "          default: 86400",
  "    SnapshotList:",
  "      description: Snapshots, oldest first.",
  "      required:",
  "        - items",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/Snapshot\"",
  "    Changes:",
  "      description: Changes, in order.",
  "      required:",
  "        - items",
  "        - nextSince",
  "      type: object",
  "      properties:",
  "        items:",
  "          type: array",
  "          items:",
  "            $ref: \"#/components/schemas/Change\"",
  "        nextSince:",
  "          description: The `since` of the next page.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "    Change:",
  "      description: A record was written or deleted, or a collection dropped.",
  "      required:",
  "        - sequence",
  "        - collection",
  "      type: object",
  "      properties:",
  "        sequence:",
  "          description: The place of an operation in the one order of all writes; 0 is before the first.",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "          example: 42",
  "        collection:",
  "          $ref: \"#/components/schemas/CollectionName\"",
  "        id:",
  "          allOf:",
  "            - $ref: \"#/components/schemas/RecordId\"",
  "            - description: Of the record; left out when the collection was dropped.",
  "        deleted:",
  "          type: boolean",
  "        record:",
  "          allOf:",
  "            - $ref: \"#/components/schemas/Record\"",
  "            - description: As it was at this sequence; left out when it was deleted.",
  "        dropped:",
  "          description: The collection was dropped, with all its records.",
  "          type: boolean",
  "          enum:",
  "            - true",
  "    ImportReport:",
  "      description: What an import did.",
  "      required:",
  "        - imported",
  "        - failed",
  "        - errors",
  "      type: object",
  "      properties:",
  "        imported:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        failed:",
  "          type: integer",
  "          minimum: 0",
  "          maximum: 9007199254740991",
  "        errors:",
  "          description: The first hundred bad lines, by number from 1.",
  "          type: array",
  "          items:",
  "            required:",
  "              - line",
  "              - detail",
  "            type: object",
  "            properties:",
  "              line:",
  "                type: integer",
  "                minimum: 1",
  "              detail:",
  "                type: string",
  "          maxItems: 100",
  "    RunCompaction:",
  "      description: How much is to be merged.",
  "      required:",
  "        - mode",
  "      type: object",
  "      properties:",
  "        mode:",
  "          description: \"`tick`: what is due, in bounded steps; `full`: everything.\"",
  "          type: string",
  "          enum:",
  "            - tick",
  "            - full",
  ""
].join("\n");
