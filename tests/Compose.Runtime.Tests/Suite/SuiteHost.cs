using Compose.Wasm.Components;

namespace Compose.Runtime.Tests.Suite;

/// <summary>The imports that the Wasmtime files expect of their harness, as far as this host can give them.</summary>
internal sealed class SuiteHost : IImportProvider
{
    private readonly HostInstance _host = new("host");
    private readonly HostInstance _root = new("root");
    private uint _drops;
    private uint _lastDrop;

    public SuiteHost()
    {
        var resource1 = new HostResourceType("resource1", dropped =>
        {
            _drops++;
            _lastDrop = ((Numbered)dropped).Number;
        });
        _root.Define("host-return-two", (_, _) => Value.From(2u));
        _host.Define("return-three", (_, _) => Value.From(3u));
        _host.DefineResource("resource1", resource1);
        _host.DefineResource("resource2", new HostResourceType("resource2"));
        _host.DefineResource("resource1-again", resource1);
        _host.Define("[constructor]resource1", (_, args) => Value.Resource(new Numbered(args[0].AsU32)));
        _host.Define("[static]resource1.assert", (_, args) => Check(args));
        _host.Define("[static]resource1.last-drop", (_, _) => Value.From(_lastDrop));
        _host.Define("[static]resource1.drops", (_, _) => Value.From(_drops));
        _host.Define("[method]resource1.simple", (_, args) => Check(args));
        _host.Define("[method]resource1.take-borrow", (_, _) => HostOutcome.Done);
        _host.Define("[method]resource1.take-own", (_, _) => HostOutcome.Done);
    }

    public HostInstance? Resolve(ImportRequest request)
    {
        bool isInstance = request.Type is { Kind: ComponentExternKind.Instance };
        return request.Name switch
        {
            "host" => _host,
            "host-return-two" when isInstance => throw new ComposeException(ErrorCodes.Exec.LinkFailed, "it is a function"),
            "host-return-two" => _root,
            _ => null,
        };
    }

    private static HostOutcome Check(ReadOnlySpan<Value> args) => args[0].AsObject<Numbered>().Number == args[1].AsU32
        ? HostOutcome.Done
        : throw new GuestTrapException("another resource than expected");

    private sealed record Numbered(uint Number);
}
