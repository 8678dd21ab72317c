namespace Compose.Emit.Tests;

/// <summary>The compositions that several tests look at.</summary>
internal static class Plans
{
    public static CompositionBuilder Report() => new CompositionBuilder()
        .Add("memory", "kv-memory").Add("store", "kv-prefix").Add("markdown", "markdown").Add("redact", "text-pipe").Add("report", "report-cli")
        .Wire("store", "demo:app/store", "memory")
        .Wire("report", "demo:app/store", "store")
        .Wire("report", "demo:app/markdown", "markdown")
        .Wire("report", "demo:app/filter", "redact")
        .Allow("report", "wasi:cli/stdin").Allow("report", "wasi:cli/stdout").Allow("report", "wasi:cli/stderr")
        .Export("report", "wasi:cli/run");

    public static CompositionBuilder TagsApart() => new CompositionBuilder()
        .Add("memory", "kv-memory").Add("markdown", "markdown").Add("redact", "text-pipe")
        .Add("inner", "tagger").Add("outer", "tagger").Add("report", "report-cli")
        .Wire("inner", "demo:app/filter", "redact")
        .Wire("outer", "demo:app/filter", "inner")
        .Wire("report", "demo:app/store", "memory")
        .Wire("report", "demo:app/markdown", "markdown")
        .Wire("report", "demo:app/filter", "outer")
        .Allow("inner", "wasi:cli/environment", Variables(("TAG", "inner")))
        .Allow("outer", "wasi:cli/environment", Variables(("TAG", "outer")))
        .Allow("outer", "wasi:filesystem/preopens", Directory("outer", ".", readOnly: true))
        .Allow("report", "wasi:cli/stdin").Allow("report", "wasi:cli/stdout").Allow("report", "wasi:cli/stderr")
        .Export("report", "wasi:cli/run");

    /// <summary>One instance lends its standard input to another, which knows an older WASI.</summary>
    public static CompositionBuilder StreamOverWire() => new CompositionBuilder()
        .Add("source", CompositionBuilder.Own("stream-source")).Add("sink", CompositionBuilder.Own("stream-sink"))
        .Wire("sink", "test:io/source", "source")
        .Allow("source", "wasi:cli/stdin").Allow("sink", "wasi:cli/stdout")
        .Export("sink", "wasi:cli/run");

    /// <summary>A middleware of another WASI version before an HTTP handler.</summary>
    public static CompositionBuilder Middleware() => new CompositionBuilder()
        .Add("memory", "kv-memory").Add("markdown", "markdown").Add("notes", "notes-http").Add("front", CompositionBuilder.Own("http-middleware"))
        .Wire("notes", "demo:app/store", "memory").Wire("notes", "demo:app/markdown", "markdown")
        .Wire("front", "wasi:http/incoming-handler", "notes")
        .Export("front", "wasi:http/incoming-handler");

    /// <summary>A chain of filters as the guests' <c>chain N</c> makes it.</summary>
    public static CompositionBuilder Chain(int length, string link = "pass")
    {
        var builder = new CompositionBuilder().Add("memory", "kv-memory").Add("markdown", "markdown").Add("link0", "text-pipe");
        for (int i = 1; i <= length; i++)
        {
            builder.Add("link" + i, link).Wire("link" + i, "demo:app/filter", "link" + (i - 1));
            if (link == "tagger")
            {
                builder.Allow("link" + i, "wasi:cli/environment", Variables(("TAG", "t" + i)));
            }
        }

        return builder.Add("report", "report-cli")
            .Wire("report", "demo:app/store", "memory")
            .Wire("report", "demo:app/markdown", "markdown")
            .Wire("report", "demo:app/filter", "link" + length)
            .Allow("report", "wasi:cli/stdin").Allow("report", "wasi:cli/stdout").Allow("report", "wasi:cli/stderr")
            .Export("report", "wasi:cli/run");
    }

    public static EnvironmentParameters Variables(params (string Key, string Value)[] variables) =>
        new() { Variables = [.. variables.Select(static v => KeyValuePair.Create(v.Key, v.Value))] };

    public static FilesystemParameters Directory(string host, string guest, bool readOnly) =>
        new() { Directories = [new DirectoryGrant(host, guest, readOnly)] };
}
