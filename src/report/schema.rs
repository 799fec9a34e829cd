//! What a schema says of a document, held against one.

use serde_json::Value;

/// Every field written is described and every field described is written, all the way down.
pub fn describes(root: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/")) {
        return describes(root, &root["$defs"][name], value, at);
    }
    if let Some(either) = schema["anyOf"].as_array() {
        if !value.is_null() {
            describes(root, &either[0], value, at);
        }
        return;
    }
    match value {
        Value::Object(fields) => {
            let described = schema["properties"].as_object().unwrap_or_else(|| panic!("{at} has no properties"));
            let known: Vec<&String> = described.keys().collect();
            let mut there: Vec<&String> = fields.keys().collect();
            there.sort();
            assert_eq!(there, known, "{at}");
            assert_eq!(schema["required"].as_array().map(Vec::len), Some(known.len()), "{at}");
            for (name, value) in fields {
                describes(root, &described[name], value, &format!("{at}.{name}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| describes(root, &schema["items"], item, at)),
        Value::String(text) if schema.get("enum").is_some() => {
            let words = schema["enum"].as_array().cloned().unwrap_or_default();
            assert!(words.contains(&Value::String(text.clone())), "{at}: {text}");
        }
        Value::String(_) => assert!(schema["type"] == "string" || schema.get("const").is_some(), "{at}"),
        Value::Bool(_) => assert_eq!(schema["type"], "boolean", "{at}"),
        Value::Number(_) => assert!(schema["type"] == "integer" || schema.get("const").is_some(), "{at}"),
        Value::Null => panic!("{at} may not be null"),
    }
}
