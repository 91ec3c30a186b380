/**
 * The thread beside the event loop: serves the engine's flushes and merges.
 *
 * @module
 */

import { engineJobs } from "./engine/engine_jobs.ts";
import { currentPlatform } from "./platform/current.ts";
import { serveMessages } from "./platform/serve_messages.ts";

serveMessages(engineJobs(currentPlatform()));
