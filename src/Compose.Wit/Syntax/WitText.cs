using System.Text;

namespace Compose.Wit.Syntax;

/// <summary>The first stage: text to <see cref="UnresolvedGroup"/>.</summary>
public static class WitText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads the files of one package. What is wrong is added to <paramref name="diagnostics"/>; there is a tree all
    /// the same.
    /// </summary>
    public static UnresolvedGroup Parse(IReadOnlyList<SourceFile> files, WitDiagnostics diagnostics, WitLimits limits)
    {
        var ordered = new List<SourceFile>(files);
        ordered.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var trees = new List<FileSyntax>();
        var nested = new List<UnresolvedPackage>();
        foreach (SourceFile file in ordered)
        {
            if (diagnostics.IsFull)
            {
                break;
            }

            LexedFile lexed = Lexer.Lex(diagnostics.Sources.Add(file), file.Text, diagnostics);
            (FileSyntax tree, IReadOnlyList<FileSyntax> inner) = WitParser.Parse(lexed, diagnostics, limits.Depth);
            trees.Add(tree);
            foreach (FileSyntax package in inner)
            {
                nested.Add(new UnresolvedPackage(package.Package!.Name, package.Package.Span, package.PackageDocs, [package]));
            }
        }

        return new UnresolvedGroup(Combine(trees, diagnostics), nested);
    }

    /// <summary>The text of a file; bytes that are not UTF-8 are reported.</summary>
    public static SourceFile Decode(string name, ReadOnlySpan<byte> bytes, WitLimits limits)
    {
        if (bytes.Length > limits.FileSize)
        {
            throw new ComposeException(
                ErrorCodes.Wit.LimitExceeded, $"the file has {bytes.Length} bytes; {limits.FileSize} are allowed", new ErrorLocation { File = name });
        }

        try
        {
            return new SourceFile(name, s_strict.GetString(bytes));
        }
        catch (DecoderFallbackException error)
        {
            throw new ComposeException(
                new ComposeError(ErrorCodes.Wit.Syntax, "the file is not UTF-8", ErrorLocation.AtOffset(Math.Max(error.Index, 0), name)));
        }
    }

    private static UnresolvedPackage? Combine(List<FileSyntax> files, WitDiagnostics diagnostics)
    {
        PackageNameSyntax? name = null;
        DocComment? docs = null;
        foreach (FileSyntax file in files)
        {
            if (file.Package is null)
            {
                continue;
            }

            if (name is not null && name.Name != file.Package.Name)
            {
                diagnostics.Report(
                    ErrorCodes.Wit.Invalid,
                    $"the package is called `{file.Package.Name}` here and `{name.Name}` in another of its files",
                    file.Package.Span);
            }

            name ??= file.Package;
            if (docs is not null && file.PackageDocs is not null)
            {
                diagnostics.Report(ErrorCodes.Wit.Invalid, "two files document the package; one may", file.PackageDocs.Span);
            }

            docs ??= file.PackageDocs;
        }

        if (name is null)
        {
            if (!diagnostics.HasErrors)
            {
                SourceSpan where = files.Count > 0 ? new SourceSpan(diagnostics.Sources.Files.Count - files.Count, 0, 0) : SourceSpan.None;
                diagnostics.Report(
                    ErrorCodes.Wit.Invalid, "no file names the package", where, "begin one of the files with `package namespace:name;`");
            }

            return null;
        }

        return new UnresolvedPackage(name.Name, name.Span, docs, files);
    }
}
