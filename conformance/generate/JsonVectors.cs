using System.Text;
using System.Text.Json.Nodes;
using Compose.Canonical;

namespace Compose.Conformance.Generate;

/// <summary>Documents and their canonical form by RFC 8785.</summary>
internal static class JsonVectors
{
    private static readonly (string Name, string Statement, string Text)[] s_documents =
    [
        ("spaces", "White space goes.", " { \"a\" : [ 1 , 2 ] } "),
        ("order", "Names are in the order of their UTF-16 code units.", "{\"\\ud83d\\ude00\": 1, \"\\ufb33\": 2, \"b\": 3, \"a\": 4, \"\": 5}"),
        ("numbers", "Numbers have the form of ECMAScript.", "[1.0, 1e21, 1e-7, 0.000001, 123456789012345680000, -0, 4.50, 1E3]"),
        ("limits", "So have the greatest and the least double.", "[1.7976931348623157e308, 5e-324, 9007199254740993]"),
        ("escapes", "Only what must be is escaped, and in the shortest way.", "\"\\u0041\\u00e9\\n\\u001f\\/\\\"\\\\\\b\""),
        ("literals", "Literals stay.", "[true, false, null]"),
        ("nested", "Order holds at every depth.", "{\"z\":{\"b\":1,\"a\":{}},\"a\":[]}"),
        ("name-twice", "A name that stands twice is refused.", "{\"a\":1,\"a\":2}"),
        ("lone-surrogate", "A lone surrogate is refused.", "\"\\ud800\""),
        ("too-great", "A number beyond a double is refused.", "1e400"),
        ("comma", "A comma too many is refused.", "[1,]"),
        ("trailing", "So is anything after the document.", "1 2"),
        ("nan", "JSON has no NaN.", "NaN"),
    ];

    public static VectorSet Make()
    {
        var set = new VectorSet("json", "Canonical JSON (RFC 8785): the canonical text, or null where the input is refused.");
        foreach ((string name, string statement, string text) in s_documents)
        {
            string? canonical;
            try
            {
                canonical = Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text)));
            }
            catch (ComposeException)
            {
                canonical = null;
            }

            set.Add(name, "json.canonical", statement, new JsonObject { ["text"] = text }, new JsonObject { ["canonical"] = canonical });
        }

        return set;
    }
}
