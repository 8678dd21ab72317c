using System.Text;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Http;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

public sealed class HttpTests
{
    private const string Types = "wasi:http/types#";

    private readonly Caller _caller = new(new NodeAuthority(new InstancePath("app")));

    private Value NewFields() => _caller.Call(Types + "[constructor]fields");

    private Value Call(string method, params Value[] args) => _caller.Call(Types + method, args);

    private static Value Bytes(string text) => Value.From(Encoding.UTF8.GetBytes(text));

    private string Entries(Value fields) => string.Join(
        ' ', Call("[method]fields.entries", fields).AsList.Select(e => e[0].AsString + "=" + Encoding.UTF8.GetString(e[1].AsBytes)));

    [Fact]
    public void Fields_KeepOrderAndCaseAndCompareWithout()
    {
        Value fields = NewFields();
        Call("[method]fields.append", fields, Value.From("X-One"), Bytes("1")).Ok();
        Call("[method]fields.append", fields, Value.From("two"), Bytes("2")).Ok();
        Call("[method]fields.append", fields, Value.From("x-one"), Bytes("3")).Ok();
        Assert.Equal("X-One=1 two=2 x-one=3", Entries(fields));
        Assert.Equal(2, Call("[method]fields.get", fields, Value.From("X-ONE")).AsList.Length);
        Assert.True(Call("[method]fields.has", fields, Value.From("TWO")).AsBool);
        Value copy = Call("[method]fields.clone", fields);
        Call("[method]fields.set", fields, Value.From("x-one"), Value.List(Bytes("9"))).Ok();
        Call("[method]fields.delete", fields, Value.From("two")).Ok();
        Assert.Equal("x-one=9", Entries(fields));
        Assert.Equal("X-One=1 two=2 x-one=3", Entries(copy));
        Assert.Empty(Call("[method]fields.get", fields, Value.From("none")).AsList);
    }

    [Theory]
    [InlineData("", "x", 0)]
    [InlineData("a b", "x", 0)]
    [InlineData("ä", "x", 0)]
    [InlineData("a:", "x", 0)]
    [InlineData("ok", "a\r\nb: c", 0)]
    [InlineData("ok", "nul\0", 0)]
    [InlineData("Host", "x", 1)]
    [InlineData("connection", "x", 1)]
    [InlineData("Transfer-Encoding", "x", 1)]
    public void Fields_ThatMayNotBe_AreRefused(string name, string value, int error)
    {
        Value fields = NewFields();
        Assert.Equal(error, Call("[method]fields.append", fields, Value.From(name), Bytes(value)).Err());
        Assert.Equal(error, Call("[method]fields.set", fields, Value.From(name), Value.List(Bytes(value))).Err());
        Assert.Equal(error, Call("[static]fields.from-list", Value.List(Value.Tuple(Value.From(name), Bytes(value)))).Err());
        Assert.Equal(string.Empty, Entries(fields));
    }

    [Fact]
    public void Fields_FromAList_AreThose() =>
        Assert.Equal("a=1 a=2", Entries(Call(
            "[static]fields.from-list",
            Value.List(Value.Tuple(Value.From("a"), Bytes("1")), Value.Tuple(Value.From("a"), Bytes("2")))).Ok()));

    [Fact]
    public void Fields_WithoutEnd_EndTheRun()
    {
        Value fields = NewFields();
        var trap = Assert.Throws<GuestTrapException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Call("[method]fields.append", fields, Value.From("x"), Bytes(new string('y', 100_000))).Ok();
            }
        });
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, trap.Error.Code);
    }

    [Fact]
    public void Request_IsWhatWasSet()
    {
        Value headers = NewFields();
        Call("[method]fields.append", headers, Value.From("a"), Bytes("1")).Ok();
        Value request = Call("[constructor]outgoing-request", headers);
        Assert.Equal(0, Call("[method]outgoing-request.method", request).CaseIndex);
        Assert.False(Call("[method]outgoing-request.scheme", request).IsSome);
        Call("[method]outgoing-request.set-method", request, Value.Case(9, Value.From("PURGE"))).Ok();
        Call("[method]outgoing-request.set-path-with-query", request, Value.Some(Value.From("/a?b=c"))).Ok();
        Call("[method]outgoing-request.set-scheme", request, Value.Some(Value.Case(1))).Ok();
        Call("[method]outgoing-request.set-authority", request, Value.Some(Value.From("example.com:8080"))).Ok();
        Assert.Equal("PURGE", Call("[method]outgoing-request.method", request).Payload.AsString);
        Assert.Equal("/a?b=c", Call("[method]outgoing-request.path-with-query", request).Payload.AsString);
        Assert.Equal(1, Call("[method]outgoing-request.scheme", request).Payload.CaseIndex);
        Assert.Equal("example.com:8080", Call("[method]outgoing-request.authority", request).Payload.AsString);
        Assert.False(Call("[method]outgoing-request.set-method", request, Value.Case(9, Value.From("a b"))).IsOk);
        Assert.False(Call("[method]outgoing-request.set-path-with-query", request, Value.Some(Value.From("/a b"))).IsOk);
        Assert.False(Call("[method]outgoing-request.set-scheme", request, Value.Some(Value.Case(2, Value.From("1x")))).IsOk);
        Assert.False(Call("[method]outgoing-request.set-authority", request, Value.Some(Value.From("a/b"))).IsOk);

        Value shown = Call("[method]outgoing-request.headers", request);
        Assert.Equal("a=1", Entries(shown));
        Assert.Equal(2, Call("[method]fields.append", shown, Value.From("b"), Bytes("2")).Err());
        Assert.Equal(2, Call("[method]fields.set", shown, Value.From("b"), Value.List()).Err());
        Assert.Equal(2, Call("[method]fields.delete", shown, Value.From("a")).Err());
    }

    [Fact]
    public void Response_IsWhatWasSet()
    {
        Value response = Call("[constructor]outgoing-response", NewFields());
        Assert.Equal(200, Call("[method]outgoing-response.status-code", response).AsU16);
        Call("[method]outgoing-response.set-status-code", response, Value.From((ushort)404)).Ok();
        Assert.Equal(404, Call("[method]outgoing-response.status-code", response).AsU16);
        Assert.False(Call("[method]outgoing-response.set-status-code", response, Value.From((ushort)99)).IsOk);
        Call("[method]outgoing-response.body", response).Ok();
        Assert.False(Call("[method]outgoing-response.body", response).IsOk);
        Assert.Equal(string.Empty, Entries(Call("[method]outgoing-response.headers", response)));
    }

    [Fact]
    public void Body_IsWrittenOnceAndIsBounded()
    {
        Value request = Call("[constructor]outgoing-request", NewFields());
        Value body = Call("[method]outgoing-request.body", request).Ok();
        Assert.False(Call("[method]outgoing-request.body", request).IsOk);
        Value stream = Call("[method]outgoing-body.write", body).Ok();
        Assert.False(Call("[method]outgoing-body.write", body).IsOk);
        ulong permit = _caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).Ok().AsU64;
        _caller.Call("wasi:io/streams#[method]output-stream.write", stream, Value.From(new byte[permit])).Ok();
        Assert.Equal(0ul, _caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).Ok().AsU64);
        Assert.False(_caller.Call("wasi:io/poll#[method]pollable.ready", _caller.Call("wasi:io/streams#[method]output-stream.subscribe", stream)).AsBool);
        byte[] sink = new byte[permit];
        Assert.Equal((int)permit, request.AsObject<OutgoingRequest>().Body.TryRead(sink).Count);
        Assert.Equal(permit, _caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).Ok().AsU64);
        Call("[static]outgoing-body.finish", body, Value.None).Ok();
        Assert.True(_caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).IsClosed());
        Assert.Equal(StreamStatus.Closed, request.AsObject<OutgoingRequest>().Body.TryRead(sink).Status);
    }

    [Fact]
    public void Body_OfAnotherLengthThanAnnounced_IsAnError()
    {
        Value headers = NewFields();
        Call("[method]fields.append", headers, Value.From("Content-Length"), Bytes("5")).Ok();
        Value request = Call("[constructor]outgoing-request", headers);
        Value body = Call("[method]outgoing-request.body", request).Ok();
        Value finished = Call("[static]outgoing-body.finish", body, Value.None);
        Assert.Equal(17, finished.Err());
        Assert.True(request.AsObject<OutgoingRequest>().Body.IsAbandoned);
    }

    [Fact]
    public void Body_DroppedUnfinished_IsBrokenOff()
    {
        Value request = Call("[constructor]outgoing-request", NewFields());
        Call("[method]outgoing-request.body", request).Ok().AsObject<HostResource>().Release();
        Assert.True(request.AsObject<OutgoingRequest>().Body.IsAbandoned);
    }

    [Fact]
    public void Options_HoldTimeouts()
    {
        Value options = Call("[constructor]request-options");
        foreach (string name in new[] { "connect-timeout", "first-byte-timeout", "between-bytes-timeout" })
        {
            Assert.False(Call($"[method]request-options.{name}", options).IsSome);
            Call($"[method]request-options.set-{name}", options, Value.Some(Value.From(7ul))).Ok();
            Assert.Equal(7ul, Call($"[method]request-options.{name}", options).Payload.AsU64);
            Call($"[method]request-options.set-{name}", options, Value.None).Ok();
            Assert.False(Call($"[method]request-options.{name}", options).IsSome);
        }
    }

    [Fact]
    public void Incoming_RequestResponseAndTrailers_AnswerOnce()
    {
        NodeSession session = _caller.Node.Session;
        var fields = new FieldList();
        fields.Append("a", [49]);
        var request = new IncomingRequest(session, "POST", fields, () => new IncomingBody(session, new MemorySource("body"u8.ToArray()), null))
        {
            PathWithQuery = "/x",
            Scheme = "http",
            Authority = "here",
        };
        Value handle = Value.Resource(request);
        Assert.Equal(2, Call("[method]incoming-request.method", handle).CaseIndex);
        Assert.Equal("/x", Call("[method]incoming-request.path-with-query", handle).Payload.AsString);
        Assert.Equal(0, Call("[method]incoming-request.scheme", handle).Payload.CaseIndex);
        Assert.Equal("here", Call("[method]incoming-request.authority", handle).Payload.AsString);
        Assert.Equal("a=1", Entries(Call("[method]incoming-request.headers", handle)));
        Value body = Call("[method]incoming-request.consume", handle).Ok();
        Assert.False(Call("[method]incoming-request.consume", handle).IsOk);
        Value stream = Call("[method]incoming-body.stream", body).Ok();
        Assert.False(Call("[method]incoming-body.stream", body).IsOk);
        Assert.Equal("body", Encoding.UTF8.GetString(_caller.Call("wasi:io/streams#[method]input-stream.blocking-read", stream, Value.From(9ul)).Ok().AsBytes));
        Value trailers = Call("[static]incoming-body.finish", body);
        Assert.True(_caller.Call("wasi:io/poll#[method]pollable.ready", Call("[method]future-trailers.subscribe", trailers)).AsBool);
        Assert.False(Call("[method]future-trailers.get", trailers).Payload.Ok().Ok().IsSome);
        Assert.False(Call("[method]future-trailers.get", trailers).Payload.IsOk);

        var answer = new TaskCompletionSource<HttpReply>();
        Value future = Value.Resource(new FutureIncomingResponse(session, answer.Task));
        Assert.False(Call("[method]future-incoming-response.get", future).IsSome);
        answer.SetResult(new HttpReply { Status = 201, Fields = fields, Body = new MemorySource(default) });
        Value response = Call("[method]future-incoming-response.get", future).Payload.Ok().Ok();
        Assert.Equal(201, Call("[method]incoming-response.status", response).AsU16);
        Assert.Equal("a=1", Entries(Call("[method]incoming-response.headers", response)));
        Call("[method]incoming-response.consume", response).Ok();
        Assert.False(Call("[method]incoming-response.consume", response).IsOk);
        Assert.False(Call("[method]future-incoming-response.get", future).Payload.IsOk);
    }

    [Fact]
    public void Outparam_TakesAResponseOrAnError()
    {
        NodeSession session = _caller.Node.Session;
        var seen = new List<(OutgoingResponse?, HttpFailure?)>();
        Value response = Call("[constructor]outgoing-response", NewFields());
        Call("[static]response-outparam.set", Value.Resource(new ResponseOutparam(session, (r, e) => seen.Add((r, e)))), Value.Ok(response));
        Call("[static]response-outparam.set", Value.Resource(new ResponseOutparam(session, (r, e) => seen.Add((r, e)))), Value.Err(Value.Case(36)));
        Value.Resource(new ResponseOutparam(session, (r, e) => seen.Add((r, e)))).AsObject<ResponseOutparam>().Release();
        Assert.Equal([(response.AsObject<OutgoingResponse>(), null), (null, new HttpFailure(HttpErrorCode.LoopDetected)), (null, null)], seen);
    }

    [Fact]
    public void Handler_Denied_SaysSo()
    {
        Value request = Call("[constructor]outgoing-request", NewFields());
        Assert.Equal(15, _caller.Call("wasi:http/outgoing-handler#handle", request, Value.None).Err());
        Assert.True(request.AsObject<OutgoingRequest>().Body.IsAbandoned);
        Assert.Equal(0, _caller.Node.Session.Handles);
    }

    [Fact]
    public void Handler_DeniedToABareComponent_Traps()
    {
        var caller = new Caller();
        Value request = caller.Call(Types + "[constructor]outgoing-request", caller.Call(Types + "[constructor]fields"));
        var trap = Assert.Throws<GuestTrapException>(() => caller.Call("wasi:http/outgoing-handler#handle", request, Value.None));
        Assert.Equal(ErrorCodes.Exec.CapabilityDenied, trap.Error.Code);
    }

    [Theory]
    [InlineData("GET", "http://a.example/", "accept", true)]
    [InlineData("POST", "http://a.example/", "accept", false)]
    [InlineData("GET", "http://b.example/", "accept", false)]
    [InlineData("GET", "http://c.example/", "accept", false)]
    [InlineData("GET", "http://a.example:81/", "accept", false)]
    [InlineData("GET", "http://a.example/", "x-own", false)]
    public void Rules_OfAChild_HoldWithinThoseOfItsParent(string method, string target, string field, bool isPermitted)
    {
        HttpAuthority parent = Authority(["http://a.example", "http://b.example"], null, ["accept"]);
        HttpAuthority child = Authority(["http://a.example", "http://c.example", "http://a.example:81"], ["GET"], null);
        KeyValuePair<string, byte[]>[] fields = [new(field, [])];
        Assert.Equal(isPermitted, child.Inside(parent).Permits(method, new Uri(target), fields));

        // A child of the child has no more, whatever it asks for.
        Assert.Equal(isPermitted, HttpAuthority.Everything.Inside(child.Inside(parent)).Permits(method, new Uri(target), fields));
        Assert.Equal(isPermitted, HttpAuthority.Everything.Inside(child).Inside(parent).Permits(method, new Uri(target), fields));
    }

    private static HttpAuthority Authority(string[] peers, string[]? methods, string[]? headers) => new()
    {
        Peers = [.. peers.Select(text => HttpPeer.TryParse(text, out HttpPeer? peer) ? peer : throw new ArgumentException(text, nameof(peers)))],
        Methods = methods?.ToHashSet(StringComparer.Ordinal),
        Headers = headers,
    };
}
