using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <content>What a guest makes: requests, responses, their bodies and options.</content>
internal static partial class HttpTypesInterface
{
    private static void DefineOutgoing(InterfaceBuilder builder, NodeSession session)
    {
        builder
            .Function("[constructor]outgoing-request", (_, args) => Value.Resource(new OutgoingRequest(session, Take(args[0]))))
            .Function("[method]outgoing-request.body", static (_, args) => Once(args[0].AsObject<OutgoingRequest>().TakeBody()))
            .Function("[method]outgoing-request.method", static (_, args) => HttpNames.Method(args[0].AsObject<OutgoingRequest>().Method))
            .Function("[method]outgoing-request.set-method", static (_, args) =>
            {
                string method = HttpNames.Method(args[1]);
                bool isOk = HttpSyntax.IsToken(method);
                if (isOk)
                {
                    args[0].AsObject<OutgoingRequest>().Method = method;
                }

                return Done(isOk);
            })
            .Function("[method]outgoing-request.path-with-query", static (_, args) => Text(args[0].AsObject<OutgoingRequest>().PathWithQuery))
            .Function("[method]outgoing-request.set-path-with-query", static (_, args) =>
            {
                string? path = args[1].IsSome ? args[1].Payload.AsString : null;
                bool isOk = path is null || HttpSyntax.IsPath(path);
                if (isOk)
                {
                    args[0].AsObject<OutgoingRequest>().PathWithQuery = path;
                }

                return Done(isOk);
            })
            .Function("[method]outgoing-request.scheme", static (_, args) =>
                args[0].AsObject<OutgoingRequest>().Scheme is { } scheme ? Value.Some(HttpNames.Scheme(scheme)) : Value.None)
            .Function("[method]outgoing-request.set-scheme", static (_, args) =>
            {
                string? scheme = args[1].IsSome ? HttpNames.Scheme(args[1].Payload) : null;
                bool isOk = scheme is null || HttpSyntax.IsScheme(scheme);
                if (isOk)
                {
                    args[0].AsObject<OutgoingRequest>().Scheme = scheme;
                }

                return Done(isOk);
            })
            .Function("[method]outgoing-request.authority", static (_, args) => Text(args[0].AsObject<OutgoingRequest>().Authority))
            .Function("[method]outgoing-request.set-authority", static (_, args) =>
            {
                string? authority = args[1].IsSome ? args[1].Payload.AsString : null;
                bool isOk = authority is null || HttpSyntax.IsAuthority(authority);
                if (isOk)
                {
                    args[0].AsObject<OutgoingRequest>().Authority = authority;
                }

                return Done(isOk);
            })
            .Function("[method]outgoing-request.headers", static (_, args) => Headers(args[0].AsObject<OutgoingRequest>()))
            .Function("[constructor]outgoing-response", (_, args) => Value.Resource(new OutgoingResponse(session, Take(args[0]))))
            .Function("[method]outgoing-response.status-code", static (_, args) => Value.From(args[0].AsObject<OutgoingResponse>().Status))
            .Function("[method]outgoing-response.set-status-code", static (_, args) =>
            {
                bool isOk = args[1].AsU16 is >= 100 and <= 999;
                if (isOk)
                {
                    args[0].AsObject<OutgoingResponse>().Status = args[1].AsU16;
                }

                return Done(isOk);
            })
            .Function("[method]outgoing-response.headers", static (_, args) => Headers(args[0].AsObject<OutgoingResponse>()))
            .Function("[method]outgoing-response.body", static (_, args) => Once(args[0].AsObject<OutgoingResponse>().TakeBody()))
            .Function("[method]outgoing-body.write", static (_, args) => Once(args[0].AsObject<OutgoingBody>().TakeStream()))
            .Function("[static]outgoing-body.finish", static (_, args) =>
            {
                var body = args[0].AsObject<OutgoingBody>();
                bool isOk = body.Finish(args[1].IsSome ? Take(args[1].Payload) : null);
                body.Release();
                return isOk ? Value.Ok() : Value.Err(new HttpFailure(body.Message.SizeError, Size: body.Message.Body.Total).ToValue());
            });
        DefineOptions(builder, session);
    }

    private static void DefineOptions(InterfaceBuilder builder, NodeSession session)
    {
        builder.Function("[constructor]request-options", (_, _) => Value.Resource(new RequestOptions(session)));
        DefineOption(builder, "connect-timeout", static o => o.ConnectTimeout, static (o, v) => o.ConnectTimeout = v);
        DefineOption(builder, "first-byte-timeout", static o => o.FirstByteTimeout, static (o, v) => o.FirstByteTimeout = v);
        DefineOption(builder, "between-bytes-timeout", static o => o.BetweenBytesTimeout, static (o, v) => o.BetweenBytesTimeout = v);
    }

    private static void DefineOption(
        InterfaceBuilder builder, string name, Func<RequestOptions, ulong?> get, Action<RequestOptions, ulong?> set) => builder
        .Function($"[method]request-options.{name}", (_, args) =>
            get(args[0].AsObject<RequestOptions>()) is { } timeout ? Value.Some(Value.From(timeout)) : Value.None)
        .Function($"[method]request-options.set-{name}", (_, args) =>
        {
            set(args[0].AsObject<RequestOptions>(), args[1].IsSome ? args[1].Payload.AsU64 : null);
            return Value.Ok();
        });

    /// <summary>The list of fields that are given away.</summary>
    private static FieldList Take(Value fields)
    {
        var taken = fields.AsObject<Fields>();
        taken.Release();
        return taken.List;
    }

    /// <summary>The fields of a message that was made, which cannot be changed.</summary>
    private static Value Headers(OutgoingMessage message) =>
        Value.Resource(new Fields(message.Owner, message.Fields, isImmutable: true));
}
