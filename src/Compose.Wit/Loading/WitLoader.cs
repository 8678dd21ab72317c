using Compose.Wit.Binary;
using Compose.Wit.Resolution;
using Compose.Wit.Syntax;

namespace Compose.Wit.Loading;

/// <summary>From files to <see cref="ResolvedWit"/>.</summary>
public static class WitLoader
{
    /// <summary>Loads a file, or a folder with its <c>deps</c>; see <see cref="WitSources.FromPath"/>.</summary>
    /// <exception cref="ComposeException">All errors that were found; texts to show them with are in the files named.</exception>
    public static ResolvedWit Load(string path, WitOptions? options = null)
    {
        options ??= WitOptions.Default;
        return Load(WitSources.FromPath(path, options.Limits), options);
    }

    /// <summary>Loads one text that needs no other file.</summary>
    public static ResolvedWit LoadText(string name, string text, WitOptions? options = null)
    {
        options ??= WitOptions.Default;
        var diagnostics = new WitDiagnostics(new SourceMap(), options.Limits.Errors);
        UnresolvedGroup group = WitText.Parse([new SourceFile(name, text)], diagnostics, options.Limits);
        return WitResolver.Resolve(group, [], diagnostics, options);
    }

    public static ResolvedWit Load(WitSources sources, WitOptions? options = null)
    {
        options ??= WitOptions.Default;
        var diagnostics = new WitDiagnostics(new SourceMap(), options.Limits.Errors);
        var arena = new WitArena();
        if (sources.Main is [{ IsBinary: true } only])
        {
            PackageId id = WitDecoder.DecodeInto(arena, only.Bytes, only.Name);
            return new ResolvedWit(arena, id, diagnostics.Sources);
        }

        UnresolvedGroup main = Parse(sources.Main, diagnostics, options.Limits);
        var dependencies = new List<UnresolvedGroup>(sources.Dependencies.Count);
        foreach (IReadOnlyList<WitFile> dependency in sources.Dependencies)
        {
            if (dependency is [{ IsBinary: true } binary])
            {
                WitDecoder.DecodeInto(arena, binary.Bytes, binary.Name);
            }
            else
            {
                dependencies.Add(Parse(dependency, diagnostics, options.Limits));
            }
        }

        return WitResolver.Resolve(main, dependencies, arena, diagnostics, options);
    }

    internal static UnresolvedGroup Parse(IReadOnlyList<WitFile> files, WitDiagnostics diagnostics, WitLimits limits)
    {
        var texts = new List<SourceFile>(files.Count);
        foreach (WitFile file in files)
        {
            SourceFile text = WitText.Decode(file.Name, file.Bytes.Span, limits);
            texts.Add(file.Name.EndsWith(".md", StringComparison.Ordinal) ? new SourceFile(file.Name, Markdown.Extract(text.Text)) : text);
        }

        return WitText.Parse(texts, diagnostics, limits);
    }
}
