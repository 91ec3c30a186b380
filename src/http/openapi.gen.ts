export const OPENAPI_JSON = "{}";
export const OPENAPI_YAML = "";
