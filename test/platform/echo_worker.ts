/**
 * The module that the platform suites start as a worker.
 *
 * @module
 */

import { currentPlatform } from "../../src/platform/current.ts";
import { serveMessages } from "../../src/platform/serve_messages.ts";
import { echoHandler } from "./echo_handler.ts";

serveMessages(echoHandler(currentPlatform()));
