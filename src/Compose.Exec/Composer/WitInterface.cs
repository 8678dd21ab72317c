using System.Text;
using Compose.Capabilities.Wasi;
using Compose.Runtime;
using Compose.Wit;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;
using Compose.Wit.Printing;

namespace Compose.Exec.Composer;

/// <summary><c>canon:wit/wit</c>.</summary>
internal static class WitInterface
{
    public const string Name = "canon:wit/wit";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("ids", static (_, args) => Ids(args[0].AsBytes))
        .Function("to-cbor", static (_, args) => ToCbor(args[0].AsBytes))
        .Function("print", static (_, args) => Print(args[0].AsBytes))
        .Instance;

    private static Value Ids(byte[] source) => CborInterface.Try(() =>
    {
        ResolvedWit wit = Load(source);
        var canonical = new WitCanonical(wit);
        WitPackage package = wit[wit.Main];
        var ids = new List<Value> { Id(0, package.Name.ToString(), canonical.IdOf(wit.Main)) };
        ids.AddRange(package.Interfaces.Select(i => Id(1, i.Key, canonical.IdOf(i.Value))));
        ids.AddRange(package.Worlds.Select(w => Id(2, w.Key, canonical.IdOf(w.Value))));
        return Value.Ok(Value.List([.. ids]));
    });

    private static Value ToCbor(byte[] source) => CborInterface.Try(() =>
    {
        ResolvedWit wit = Load(source);
        return Value.Ok(Value.From(new WitCanonical(wit).FormOf(wit.Main)));
    });

    private static Value Print(byte[] source) => CborInterface.Try(() =>
    {
        ResolvedWit wit = Load(source);
        return Value.Ok(Value.From(WitPrinter.Print(wit, wit.Main)));
    });

    private static Value Id(int kind, string name, Digest digest) => Value.Record(Value.Case(kind), Value.From(name), Value.From(digest.ToArray()));

    private static ResolvedWit Load(byte[] source)
    {
        if (source.AsSpan().StartsWith("\0asm"u8))
        {
            return WitLoader.Load(new WitSources([new WitFile("source", source)], []));
        }

        try
        {
            return WitLoader.LoadText("source", new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(source));
        }
        catch (DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, "the source is neither a component nor UTF-8 text");
        }
    }
}
