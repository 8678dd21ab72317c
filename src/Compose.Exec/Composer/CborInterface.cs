using Compose.Canonical;
using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>canon:cbor/cbor</c>.</summary>
internal static class CborInterface
{
    public const string Name = "canon:cbor/cbor";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("check", static (_, args) => Check(args[0].AsBytes))
        .Function("canonicalize", static (_, args) => Canonicalize(args[0].AsBytes))
        .Function("digest", static (_, args) => Identify(args[0].AsBytes))
        .Function("to-text", static (_, args) => Print(args[0].AsBytes))
        .Instance;

    /// <summary>Does something and answers with its first error in words.</summary>
    internal static Value Try(Func<Value> work)
    {
        try
        {
            return work();
        }
        catch (ComposeException failure)
        {
            return Value.Err(Value.From(failure.Error.ToString()));
        }
    }

    private static Value Check(byte[] bytes) => Try(() =>
    {
        CborReader.Read(bytes, out IReadOnlyList<CborViolation> violations);
        return Value.Ok(Value.List([.. violations.Select(v => Value.Record(Value.From(CborViolation.RuleName(v.Rule)), Value.From((ulong)v.Offset)))]));
    });

    private static Value Canonicalize(byte[] bytes) => Try(() => Value.Ok(Value.From(CborWriter.Encode(CborReader.Read(bytes, out _)))));

    private static Value Identify(byte[] bytes) => Try(() =>
    {
        CborReader.ReadCanonical(bytes, ErrorCodes.Canon.NotCanonical);
        return Value.Ok(Value.From(Digest.Of(bytes).ToArray()));
    });

    private static Value Print(byte[] bytes) => Try(() => Value.Ok(Value.From(CborDiagnostic.Print(CborReader.Read(bytes, out _)))));
}
