using Compose.Capabilities.Polling;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <content>What a guest is given: requests, responses, their bodies and trailers.</content>
internal static partial class HttpTypesInterface
{
    private static void DefineIncoming(InterfaceBuilder builder, NodeSession session) => builder
        .Function("[method]incoming-request.method", static (_, args) => HttpNames.Method(args[0].AsObject<IncomingRequest>().Method))
        .Function("[method]incoming-request.path-with-query", static (_, args) => Text(args[0].AsObject<IncomingRequest>().PathWithQuery))
        .Function("[method]incoming-request.scheme", static (_, args) =>
            args[0].AsObject<IncomingRequest>().Scheme is { } scheme ? Value.Some(HttpNames.Scheme(scheme)) : Value.None)
        .Function("[method]incoming-request.authority", static (_, args) => Text(args[0].AsObject<IncomingRequest>().Authority))
        .Function("[method]incoming-request.headers", static (_, args) =>
        {
            var request = args[0].AsObject<IncomingRequest>();
            return Value.Resource(new Fields(request.Owner, request.Fields, isImmutable: true));
        })
        .Function("[method]incoming-request.consume", static (_, args) => Once(args[0].AsObject<IncomingRequest>().TakeBody()))
        .Function("[method]incoming-response.status", static (_, args) => Value.From(args[0].AsObject<IncomingResponse>().Status))
        .Function("[method]incoming-response.headers", static (_, args) =>
        {
            var response = args[0].AsObject<IncomingResponse>();
            return Value.Resource(new Fields(response.Owner, response.Fields, isImmutable: true));
        })
        .Function("[method]incoming-response.consume", static (_, args) => Once(args[0].AsObject<IncomingResponse>().TakeBody()))
        .Function("[method]incoming-body.stream", static (_, args) => Once(args[0].AsObject<IncomingBody>().TakeStream()))
        .Function("[static]incoming-body.finish", static (_, args) =>
        {
            var body = args[0].AsObject<IncomingBody>();
            FutureTrailers trailers = body.Finish();
            body.Release();
            return Value.Resource(trailers);
        })
        .Function("[method]future-trailers.subscribe", static (_, args) =>
        {
            var trailers = args[0].AsObject<FutureTrailers>();
            return Value.Resource(new Pollable(trailers.Owner, trailers));
        })
        .Function("[method]future-trailers.get", static (_, args) => Get(args[0].AsObject<FutureTrailers>()))
        .Function("[method]future-incoming-response.subscribe", static (_, args) =>
        {
            var response = args[0].AsObject<FutureIncomingResponse>();
            return Value.Resource(new Pollable(response.Owner, response));
        })
        .Function("[method]future-incoming-response.get", static (_, args) => Get(args[0].AsObject<FutureIncomingResponse>()))
        .Function("[static]response-outparam.set", static (_, args) =>
        {
            var outparam = args[0].AsObject<ResponseOutparam>();
            outparam.Set(
                args[1].IsOk ? args[1].Payload.AsObject<OutgoingResponse>() : null,
                args[1].IsOk ? null : HttpFailure.Of(args[1].Payload));
            outparam.Release();
            return Value.Unit;
        })
        .Function("[method]response-outparam.send-informational", (_, args) =>
        {
            Take(args[2]);
            throw new GuestTrapException(
                ErrorCodes.Exec.NotSupported, $"instance {session.Node} called response-outparam.send-informational, an unstable function");
        });

    /// <summary>option&lt;result&lt;result&lt;option&lt;trailers&gt;, error-code&gt;&gt;&gt;: nothing yet; given already; the answer.</summary>
    private static Value Get(FutureTrailers future)
    {
        if (!future.IsReady)
        {
            return Value.None;
        }

        if (future.IsTaken)
        {
            return Value.Some(Value.Err());
        }

        future.IsTaken = true;
        if (future.Trailers.Error is { } error)
        {
            return Value.Some(Value.Ok(Value.Err(error.ToValue())));
        }

        Value trailers = future.Trailers.Trailers is { } list
            ? Value.Some(Value.Resource(new Fields(future.Owner, list, isImmutable: true)))
            : Value.None;
        return Value.Some(Value.Ok(Value.Ok(trailers)));
    }

    /// <summary>option&lt;result&lt;result&lt;incoming-response, error-code&gt;&gt;&gt;: nothing yet; given already; the answer.</summary>
    private static Value Get(FutureIncomingResponse future)
    {
        if (!future.IsReady)
        {
            return Value.None;
        }

        if (future.IsTaken)
        {
            return Value.Some(Value.Err());
        }

        future.IsTaken = true;
        (IncomingResponse? response, HttpFailure? failure) = future.Answer;
        return Value.Some(Value.Ok(response is null ? Value.Err(failure!.ToValue()) : Value.Ok(Value.Resource(response))));
    }
}
