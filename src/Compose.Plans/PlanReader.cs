using System.Text;
using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// Reads a plan in any form. The form shows in the first bytes: a map of CBOR with integer keys (version 2 or 1) or with
/// the key <c>version</c> (legacy), a brace for JSON, anything else for YAML.
/// </summary>
public static class PlanReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path; relative sources of the plan count from its folder.</param>
    /// <param name="form">The form to insist on, or null to recognise it.</param>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>: the file cannot be read. Errors within it are in the document.</exception>
    public static PlanDocument ReadFile(string path, PlanForm? form = null)
    {
        byte[] bytes;
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > PlanLimits.MaxBytes)
            {
                return TooLong(path, info.Length);
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : Directory.Exists(path) ? "it is a folder" : e.Message;
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"the plan {path} cannot be read: {reason}", new ErrorLocation { File = path });
        }

        return WithLock(Read(bytes, path, Path.GetDirectoryName(Path.GetFullPath(path)), form), path);
    }

    /// <summary>The document with the lock file beside its plan, if it is an authored one.</summary>
    /// <param name="document">As read.</param>
    /// <param name="path">The file it was read from.</param>
    public static PlanDocument WithLock(PlanDocument document, string path)
    {
        if (document.Form != PlanForm.Authored || document.Plan is null)
        {
            return document;
        }

        try
        {
            return document with { Lock = PlanLock.Beside(path) };
        }
        catch (ComposeException e)
        {
            return document with { Errors = [.. document.Errors, .. e.Errors] };
        }
    }

    /// <summary>Reads bytes. What is wrong with them is in <see cref="PlanDocument.Errors"/>.</summary>
    /// <param name="bytes">The whole input.</param>
    /// <param name="file">The name to use in messages, or null.</param>
    /// <param name="baseDirectory">The folder from which relative paths count.</param>
    /// <param name="form">The form to insist on, or null to recognise it.</param>
    public static PlanDocument Read(ReadOnlyMemory<byte> bytes, string? file = null, string? baseDirectory = null, PlanForm? form = null)
    {
        if (bytes.Length > PlanLimits.MaxBytes)
        {
            return TooLong(file, bytes.Length);
        }

        var errors = new ErrorBag(file);
        var document = new PlanDocument { File = file, BaseDirectory = baseDirectory, Form = PlanForm.Authored, Bytes = bytes };
        try
        {
            var span = bytes.Span;
            if (span.StartsWith("\0asm"u8))
            {
                throw new ComposeException(ErrorCodes.Plan.InvalidSchema, "this is a WebAssembly binary, not a plan", new ErrorLocation { File = file }, "name it in a plan, or run it: composectl exec run");
            }

            document = !span.IsEmpty && span[0] is >= 0xa0 and <= 0xbf
                ? ReadCbor(document, errors)
                : document with { Plan = ReadText(bytes.Span, file, errors) };
        }
        catch (ComposeException e)
        {
            errors.Add(e.Errors);
        }

        if (form is not null && form != document.Form)
        {
            errors.Add(ErrorCodes.Plan.UnsupportedVersion, $"the plan has the form {Describe(document.Form)}, not {Describe(form.Value)}", default);
        }

        return document with { Errors = errors.Errors, Warnings = errors.Warnings };
    }

    /// <summary>The form in words.</summary>
    public static string Describe(PlanForm form) => form switch
    {
        PlanForm.Authored => "authored (YAML or JSON)",
        PlanForm.V2 => "canonical CBOR, version 2",
        PlanForm.V1 => "canonical CBOR, version 1",
        PlanForm.LegacyV1 => "legacy CBOR with string keys, version 1",
        _ => "implicit (a bare component)",
    };

    private static Plan? ReadText(ReadOnlySpan<byte> bytes, string? file, ErrorBag errors)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[3..];
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidSyntax, "the input is neither CBOR nor UTF-8 text", ErrorLocation.AtOffset(e.Index, file));
        }

        var root = text.AsSpan().TrimStart() is ['{', ..] or ['[', ..] && !LooksLikeFlowYaml(text)
            ? JsonDocument.Read(text, file)
            : YamlDocument.Read(text, file);
        return AuthoredPlanReader.Read(root, errors);
    }

    // A brace begins JSON, whose first name is in quotes; without quotes it is YAML in flow style.
    private static bool LooksLikeFlowYaml(string text)
    {
        var rest = text.AsSpan().TrimStart()[1..].TrimStart();
        return !rest.IsEmpty && rest[0] is not ('"' or '}' or '{' or '[' or ']') && char.IsAsciiLetter(rest[0]);
    }

    private static PlanDocument ReadCbor(PlanDocument document, ErrorBag errors)
    {
        CborNode root;
        IReadOnlyList<CborViolation> violations;
        try
        {
            root = CborReader.Read(document.Bytes, out violations, new CborLimits(PlanLimits.MaxBytes, PlanLimits.MaxDepth), document.File);
        }
        catch (ComposeException e)
        {
            var code = e.Error.Code == ErrorCodes.Canon.LimitExceeded ? ErrorCodes.Plan.LimitExceeded : ErrorCodes.Plan.InvalidCBOR;
            throw new ComposeException(e.Error with { Code = code });
        }

        var first = root.Items.Count > 0 ? root.Items[0] : null;
        bool legacy = first is { Kind: CborKind.Text };
        var version = first is { Kind: CborKind.Unsigned, Argument: 0 } ? root.Items[1] : null;
        var form = legacy ? PlanForm.LegacyV1 : version is { Kind: CborKind.Text } ? PlanForm.V1 : PlanForm.V2;
        document = document with { Form = form };

        // The older implementation wrote keys in the order of declaration; everything else it kept.
        errors.Add(violations.Where(v => !legacy || v.Rule != CborRule.SortedKeys).Select(v => v.ToError(ErrorCodes.Plan.InvalidCBOR, document.File)));
        if (form == PlanForm.V2)
        {
            if (version is not { Kind: CborKind.Unsigned, Argument: Plan.Version })
            {
                errors.Add(ErrorCodes.Plan.UnsupportedVersion, version is null ? "the plan has no version at key 0" : $"version {CborDiagnostic.Print(version)} of the plan is not known", SourceMark.AtOffset(version?.Offset ?? 0, "plan.version"), "this build reads versions 1 and 2");
                return document;
            }

            document = document with { Plan = PlanCborReader.Read(root, errors) };
        }
        else
        {
            if (document.Bytes.Length > PlanLimits.MaxBytesV1)
            {
                errors.Add(ErrorCodes.Plan.LimitExceeded, $"the plan has {document.Bytes.Length} bytes; version 1 allows {PlanLimits.MaxBytesV1}", default);
            }

            if (legacy)
            {
                errors.Warn(ErrorCodes.Plan.LegacyForm, "the plan has the string-key form of an older implementation and is read under its rules", SourceMark.AtOffset(0, "plan"), "composectl plan migrate gives a plan of version 2");
            }

            document = document with { Plan = new PlanV1Reader(legacy, errors).Read(root) is { } old ? PlanMigration.Convert(old) : null };
        }

        return errors.HasErrors ? document : document with { Identity = PlanIdentity.Of(form, document.Bytes.Span) };
    }

    private static PlanDocument TooLong(string? file, long length) => new()
    {
        File = file,
        Form = PlanForm.Authored,
        Bytes = default,
        Errors = [new ComposeError(ErrorCodes.Plan.LimitExceeded, $"the plan has {length} bytes; at most {PlanLimits.MaxBytes} are read", new ErrorLocation { File = file })],
    };
}
