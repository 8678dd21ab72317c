using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// <c>wasi:http/types</c>: messages in memory, which give no authority. The resource types are shared; constructors make
/// what belongs to the instance that the interface was made for.
/// </summary>
internal static partial class HttpTypesInterface
{
    public const string Name = "wasi:http/types";

    public static HostResourceType FieldsType { get; } = InterfaceBuilder.TypeOf("fields");

    public static HostResourceType IncomingRequestType { get; } = InterfaceBuilder.TypeOf("incoming-request");

    public static HostResourceType OutgoingRequestType { get; } = InterfaceBuilder.TypeOf("outgoing-request");

    public static HostResourceType RequestOptionsType { get; } = InterfaceBuilder.TypeOf("request-options");

    public static HostResourceType ResponseOutparamType { get; } = InterfaceBuilder.TypeOf("response-outparam");

    public static HostResourceType IncomingResponseType { get; } = InterfaceBuilder.TypeOf("incoming-response");

    public static HostResourceType IncomingBodyType { get; } = InterfaceBuilder.TypeOf("incoming-body");

    public static HostResourceType FutureTrailersType { get; } = InterfaceBuilder.TypeOf("future-trailers");

    public static HostResourceType OutgoingResponseType { get; } = InterfaceBuilder.TypeOf("outgoing-response");

    public static HostResourceType OutgoingBodyType { get; } = InterfaceBuilder.TypeOf("outgoing-body");

    public static HostResourceType FutureIncomingResponseType { get; } = InterfaceBuilder.TypeOf("future-incoming-response");

    public static HostInstance Make(NodeSession session)
    {
        InterfaceBuilder builder = new InterfaceBuilder(Name, session)
            .Resource(ErrorInterface.ErrorType)
            .Resource(PollInterface.PollableType)
            .Resource(StreamsInterface.InputStreamType)
            .Resource(StreamsInterface.OutputStreamType)
            .Resource(FieldsType)
            .Resource(IncomingRequestType)
            .Resource(OutgoingRequestType)
            .Resource(RequestOptionsType)
            .Resource(ResponseOutparamType)
            .Resource(IncomingResponseType)
            .Resource(IncomingBodyType)
            .Resource(FutureTrailersType)
            .Resource(OutgoingResponseType)
            .Resource(OutgoingBodyType)
            .Resource(FutureIncomingResponseType)
            .Function("http-error-code", static (_, args) =>
                args[0].AsObject<IoError>().Fault.Http is { } failure ? Value.Some(failure.ToValue()) : Value.None);

        // Headers that are imported under a name of their own are the same fields.
        builder.Instance.DefineResource("io-error", ErrorInterface.ErrorType);
        builder.Instance.DefineResource("headers", FieldsType);
        builder.Instance.DefineResource("trailers", FieldsType);
        DefineFields(builder, session);
        DefineOutgoing(builder, session);
        DefineIncoming(builder, session);
        return builder.Instance;
    }

    private static Value Text(string? text) => text is null ? Value.None : Value.Some(Value.From(text));

    private static Value Done(bool isOk) => isOk ? Value.Ok() : Value.Err();

    /// <summary>A resource that is given once, as a result.</summary>
    private static Value Once(HostResource? resource) => resource is null ? Value.Err() : Value.Ok(Value.Resource(resource));
}
