using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>The variants <c>method</c> and <c>scheme</c> as text, and back.</summary>
internal static class HttpNames
{
    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    private static readonly string[] s_schemes = ["http", "https"];

    public static string Method(Value value) => Text(s_methods, value);

    public static Value Method(string text) => Variant(s_methods, text);

    public static string Scheme(Value value) => Text(s_schemes, value);

    public static Value Scheme(string text) => Variant(s_schemes, text);

    private static string Text(string[] names, Value value) =>
        value.CaseIndex < names.Length ? names[value.CaseIndex] : value.Payload.AsString;

    private static Value Variant(string[] names, string text)
    {
        int index = Array.IndexOf(names, text);
        return index >= 0 ? Value.Case(index) : Value.Case(names.Length, Value.From(text));
    }
}
