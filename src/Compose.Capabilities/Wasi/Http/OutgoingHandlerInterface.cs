using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <summary><c>wasi:http/outgoing-handler</c>: denied with <c>HTTP-request-denied</c>, or with a trap where the authority says so.</summary>
internal static class OutgoingHandlerInterface
{
    public const string Name = "wasi:http/outgoing-handler";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(HttpTypesInterface.OutgoingRequestType)
        .Resource(HttpTypesInterface.RequestOptionsType)
        .Resource(HttpTypesInterface.FutureIncomingResponseType)
        .Function("handle", (_, args) =>
        {
            args[0].AsObject<OutgoingRequest>().Release();
            if (args[1].IsSome)
            {
                args[1].Payload.AsObject<RequestOptions>().Release();
            }

            return session.Authority.TrapsOnDeniedHttp
                ? throw session.Denied(Name + "#handle")
                : Value.Err(Value.Case(HttpTypesInterface.RequestDenied));
        })
        .Instance;
}
