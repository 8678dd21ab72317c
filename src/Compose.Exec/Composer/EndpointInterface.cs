using Compose.Capabilities.Wasi;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>
/// <c>compose:dynlink/endpoint</c> as an import (flavour A): the one provider that the grant names, started at the first
/// call and kept for the run.
/// </summary>
internal static class EndpointInterface
{
    public const string Name = "compose:dynlink/endpoint";

    public static HostInstance Make(ComposerState state, LinkParameters? rules)
    {
        if (rules?.Providers is not { Count: 1 } only)
        {
            throw new ComposeException(
                ErrorCodes.Exec.LinkFailed,
                $"instance {state.Session.Node} imports {Name}, and its grant names {(rules?.Providers?.Count ?? 0)} providers",
                hint: "dynlink: {providers: [ID]} with the one component that answers");
        }

        return new InterfaceBuilder(Name, state.Session)
            .Function("handle", (call, args) =>
            {
                string method = args[0].AsString;
                byte[] payload = args[1].AsBytes;
                return ExecInterface.Later(() => CborInterface.Try(() =>
                {
                    ChildInstance provider = state.Endpoint
                        ?? state.KeepEndpoint(Providers.Start(state, call, Providers.Find(state, rules, component => component.Id == only[0])));
                    return Providers.Call(provider, method, payload);
                }));
            })
            .Instance;
    }
}
