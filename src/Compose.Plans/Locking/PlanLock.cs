using System.Globalization;
using System.Text;

namespace Compose.Plans;

/// <summary>
/// The lock file of an authored plan: what every address in it stood for when it was locked (SPEC, "Lock files"). It lies
/// beside the plan, <c>plan.lock</c> for <c>plan.yaml</c>, and belongs under version control with it.
/// </summary>
public sealed record PlanLock
{
    private const int MaxBytes = 4 << 20;

    private static readonly PlanObject s_root = new("lock file",
    [
        new("lock", KeyUse.Required, "the version of this format: 1"),
        new("sources", KeyUse.Required, "address → what it stood for"),
        new("vendor", KeyUse.Optional, "the folder with the bytes, from the plan's folder"),
    ]);

    private static readonly PlanObject s_source = new("locked source",
    [
        new("digest", KeyUse.Required, "sha256:… of the component"),
        new("size", KeyUse.Required, "its bytes"),
        new("manifest", KeyUse.Optional, "sha256:… of its manifest in the registry"),
        new("commit", KeyUse.Optional, "the commit of the tag"),
    ]);

    /// <summary>By address.</summary>
    public IReadOnlyDictionary<string, LockedSource> Sources { get; init; } = new Dictionary<string, LockedSource>(0);

    /// <summary>The folder of vendored bytes (an image layout), from the plan's folder; null for none.</summary>
    public string? Vendor { get; init; }

    /// <summary>The file it was read from; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Where the lock file of a plan lies.</summary>
    public static string PathFor(string plan) => System.IO.Path.ChangeExtension(plan, ".lock");

    /// <summary>The lock file beside a plan; null if there is none.</summary>
    /// <exception cref="ComposeException"><c>Plan.InvalidLock</c>, one error for each fault.</exception>
    public static PlanLock? Beside(string plan)
    {
        string path = PathFor(plan);
        try
        {
            var file = new FileInfo(path);
            return !file.Exists || path == plan ? null
                : file.Length > MaxBytes ? throw new ComposeException(ErrorCodes.Plan.InvalidLock, $"the lock file has more than {MaxBytes} bytes", new ErrorLocation { File = path })
                : Read(System.IO.File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidLock, $"the lock file cannot be read: {e.Message}", new ErrorLocation { File = path });
        }
    }

    /// <summary>Reads a lock file.</summary>
    /// <exception cref="ComposeException"><c>Plan.InvalidLock</c>, one error for each fault.</exception>
    public static PlanLock Read(ReadOnlySpan<byte> utf8, string? file)
    {
        var errors = new ErrorBag(file);
        try
        {
            PlanLock found = Read(JsonDocument.Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8), file), errors) with { File = file };
            return errors.HasErrors ? throw new ComposeException(errors.Errors) : found;
        }
        catch (DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidLock, "the lock file is not UTF-8 text", new ErrorLocation { File = file });
        }
        catch (ComposeException e)
        {
            throw new ComposeException([.. e.Errors.Select(error => error with { Code = ErrorCodes.Plan.InvalidLock, Hint = error.Hint ?? "write it again: composectl plan lock" })]);
        }
    }

    /// <summary>The bytes: JSON with addresses in ordinal order, one shape only.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder("{\n  \"lock\": 1,\n  \"sources\": {");
        string gap = "\n";
        foreach ((string address, LockedSource source) in Sources.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            text.Append(gap).Append("    ").Append(Quote(address)).Append(": {\n");
            text.Append("      \"digest\": ").Append(Quote(source.Digest.ToString())).Append(",\n");
            text.Append(CultureInfo.InvariantCulture, $"      \"size\": {source.Size}");
            if (source.Manifest is { } manifest)
            {
                text.Append(",\n      \"manifest\": ").Append(Quote(manifest.ToString()));
            }

            if (source.Commit is { } commit)
            {
                text.Append(",\n      \"commit\": ").Append(Quote(commit));
            }

            text.Append("\n    }");
            gap = ",\n";
        }

        text.Append(Sources.Count > 0 ? "\n  }" : "}");
        if (Vendor is not null)
        {
            text.Append(",\n  \"vendor\": ").Append(Quote(Vendor));
        }

        return Encoding.UTF8.GetBytes(text.Append("\n}\n").ToString());
    }

    private static PlanLock Read(DocNode root, ErrorBag errors)
    {
        var sources = new Dictionary<string, LockedSource>(StringComparer.Ordinal);
        if (!Fields.TryOpen(root, s_root, string.Empty, errors, out Fields fields))
        {
            return new PlanLock();
        }

        if (fields["lock"] is { Text: not "1" } version)
        {
            errors.Add(ErrorCodes.Plan.InvalidLock, $"version '{version.Text}' of lock files is not known", version.Mark("lock"));
        }

        if (fields["sources"] is { Kind: not DocKind.Mapping } wrong)
        {
            errors.Add(ErrorCodes.Plan.InvalidLock, $"'sources' is a map, not {wrong.Describe()}", wrong.Mark("sources"));
        }
        else if (fields["sources"] is { } all)
        {
            for (int i = 0; i < all.Keys.Count; i++)
            {
                string path = Fields.Join("sources", all.Keys[i].Text);
                if (Fields.TryOpen(all.Items[i], s_source, path, errors, out Fields entry) && ReadSource(entry, path, errors) is { } source)
                {
                    sources[all.Keys[i].Text] = source;
                }
            }
        }

        string? vendor = fields["vendor"]?.Text;
        if (vendor is { Length: 0 } || vendor?.Contains('\0', StringComparison.Ordinal) == true)
        {
            errors.Add(ErrorCodes.Plan.InvalidLock, "'vendor' names no folder", fields["vendor"]!.Mark("vendor"));
        }

        return new PlanLock { Sources = sources, Vendor = vendor };
    }

    private static LockedSource? ReadSource(Fields entry, string path, ErrorBag errors)
    {
        Digest? digest = ReadDigest(entry["digest"], path + ".digest", errors), manifest = ReadDigest(entry["manifest"], path + ".manifest", errors);
        long size = 0;
        if (entry["size"] is { } written && !long.TryParse(written.Text, NumberStyles.None, CultureInfo.InvariantCulture, out size))
        {
            errors.Add(ErrorCodes.Plan.InvalidLock, $"'{written.Text}' is no number of bytes", written.Mark(path + ".size"));
        }

        return digest is null ? null : new LockedSource(digest.Value, size) { Manifest = manifest, Commit = entry["commit"]?.Text };
    }

    private static Digest? ReadDigest(DocNode? node, string path, ErrorBag errors)
    {
        if (node is null)
        {
            return null;
        }

        if (node.Text.StartsWith(Digest.Prefix, StringComparison.Ordinal) && Digest.TryParse(node.Text, out Digest digest))
        {
            return digest;
        }

        errors.Add(ErrorCodes.Plan.InvalidLock, $"'{node.Text}' is not a digest", node.Mark(path), "sha256: and 64 hexadecimal digits");
        return null;
    }

    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
