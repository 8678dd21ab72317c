using System.Net;
using System.Net.Sockets;
using System.Text;
using Compose.Capabilities.Network;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>Sockets under rules: what they let through works, and nothing else.</summary>
public sealed class SocketTests
{
    private const int Denied = 1, Invalid = 3, NotInProgress = 7, WouldBlock = 8, InvalidState = 9, SocketLimit = 10, Refused = 14, Unresolvable = 18;

    private const string Tcp = "wasi:sockets/tcp#[method]tcp-socket.";
    private const string Udp = "wasi:sockets/udp#[method]udp-socket.";

    [Fact]
    public async Task Tcp_ToAPeerOfTheRules_SendsAndReceives()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        Caller caller = With(new SocketParameters { Connect = [$"127.0.0.1:{port}"] });
        Value socket = Create(caller);
        caller.Call(Tcp + "start-connect", socket, Token(caller), Address("127.0.0.1", port)).Ok();
        using Socket peer = await server.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Value[] streams = Finish(caller, socket, "finish-connect").Ok().AsList;
        Assert.Empty(caller.Call("wasi:io/streams#[method]input-stream.read", streams[0], Value.From(10ul)).Ok().AsBytes);

        Task<Value> reading = caller.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", default, streams[0], Value.From(100ul));
        Assert.False(reading.IsCompleted);
        peer.Send("over there"u8);
        Assert.Equal("over there", Encoding.UTF8.GetString((await reading).Ok().AsBytes));
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", streams[1], Value.From("over here"u8.ToArray())).Ok();
        byte[] buffer = new byte[100];
        Assert.Equal("over here", Encoding.UTF8.GetString(buffer, 0, peer.Receive(buffer)));
        Assert.Equal(port, (int)caller.Call(Tcp + "remote-address", socket).Ok().Payload[0].Bits);

        caller.Call(Tcp + "shutdown", socket, Value.Case(1)).Ok();
        Assert.Equal(0, peer.Receive(buffer));
        Assert.True(caller.Call("wasi:io/streams#[method]output-stream.check-write", streams[1]).IsClosed());
        peer.Shutdown(SocketShutdown.Both);
        Assert.True((await caller.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", default, streams[0], Value.From(1ul))).IsClosed());
    }

    [Fact]
    public void Refusals_ReachTheEvents_OnceForEachFunction()
    {
        var heard = new List<ComposeEvent>();
        HostServices services = HostServices.System(Streams.ClosedSource.Instance, Streams.ClosedSink.Instance, Streams.ClosedSink.Instance, Files.NoFiles.Instance) with
        {
            Observer = new Observer { Events = new EventLog(new Heard(heard), EventLevel.Warn) },
        };
        var caller = new Caller(new NodeAuthority(new InstancePath("app")) { Sockets = new SocketRules(new SocketParameters { Connect = ["127.0.0.1:1"], Lookup = ["example.com"] }) }, services);
        Value token = Token(caller);
        Assert.Equal(Denied, caller.Call(Tcp + "start-connect", Create(caller), token, Address("127.0.0.1", 2)).Err());
        Assert.Equal(Denied, caller.Call(Tcp + "start-connect", Create(caller), token, Address("127.0.0.2", 1)).Err());
        Assert.Equal(Denied, caller.Call(Tcp + "start-bind", Create(caller), token, Address("127.0.0.1", 80)).Err());
        Assert.Equal(Denied, caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", token, Value.From("localhost")).Err());
        Assert.Equal(
            ["wasi:sockets/tcp#[method]tcp-socket.start-connect", "wasi:sockets/tcp#[method]tcp-socket.start-bind", "wasi:sockets/ip-name-lookup#resolve-addresses"],
            heard.Select(each => each.Fields.Single(field => field.Name == "function").Text));
        Assert.All(heard, each => Assert.Equal("grant exceeded", each.Message));
        Assert.Equal(3, caller.Node.Session.Uses.Where(use => use.Interface == "wasi:sockets/tcp").Sum(use => use.Refusals));
    }

    private sealed class Heard(List<ComposeEvent> events) : IEventSink
    {
        public void Emit(ComposeEvent happened) => events.Add(happened);
    }

    [Fact]
    public async Task Tcp_MoreThanTheSystemTakes_WaitsAndArrivesWhole()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        Caller caller = With(new SocketParameters { Connect = ["127.0.0.1"] });
        Value socket = Create(caller);
        caller.Call(Tcp + "start-connect", socket, Token(caller), Address("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port)).Ok();
        using Socket peer = await server.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Value[] streams = Finish(caller, socket, "finish-connect").Ok().AsList;
        const int Total = 20 << 20;
        int sent = 0;
        bool stalled = false;
        while (sent < Total && !stalled)
        {
            ulong room = caller.Call("wasi:io/streams#[method]output-stream.check-write", streams[1]).Ok().AsU64;
            stalled = room == 0;
            if (!stalled)
            {
                caller.Call("wasi:io/streams#[method]output-stream.write", streams[1], Value.From(new byte[room])).Ok();
                sent += (int)room;
            }
        }

        // Nobody reads: the guest has to wait, and only what was taken is held.
        Assert.True(stalled);
        Task<Value> flushing = caller.CallAsync("wasi:io/streams#[method]output-stream.blocking-flush", default, streams[1]);
        byte[] buffer = new byte[1 << 16];
        int received = 0;
        while (received < sent)
        {
            received += await peer.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        }

        (await flushing).Ok();
        Assert.Equal(sent, received);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}", "127.0.0.1", 1)]
    [InlineData("127.0.0.2:{0}", "127.0.0.1", 0)]
    [InlineData("[::1]:{0}", "127.0.0.1", 0)]
    [InlineData("10.0.0.0/8", "127.0.0.1", 0)]
    [InlineData("localhost", "127.0.0.1", 0)]
    public void Tcp_ToAPeerOutsideOfTheRules_IsDenied(string rule, string host, int portOff)
    {
        const int Port = 4_711;
        Caller caller = With(new SocketParameters { Connect = [string.Format(System.Globalization.CultureInfo.InvariantCulture, rule, Port)] });
        Assert.Equal(Denied, caller.Call(Tcp + "start-connect", Create(caller), Token(caller), Address(host, Port + portOff)).Err());
    }

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("0.0.0.0", 80)]
    [InlineData("224.0.0.1", 80)]
    [InlineData("255.255.255.255", 80)]
    [InlineData("::1", 80)]
    public void Tcp_ToWhatIsNoPeer_IsInvalid(string host, int port)
    {
        Caller caller = With(SocketParameters.Everything);
        Assert.Equal(Invalid, caller.Call(Tcp + "start-connect", Create(caller), Token(caller), Address(host, port)).Err());
    }

    [Fact]
    public void Tcp_ToAnIpv4AddressInIpv6Form_IsInvalid()
    {
        Caller caller = With(SocketParameters.Everything);
        Value socket = caller.Call("wasi:sockets/tcp-create-socket#create-tcp-socket", Value.Case(1)).Ok();
        Assert.Equal(Invalid, caller.Call(Tcp + "start-connect", socket, Token(caller), Address("::ffff:127.0.0.1", 80)).Err());
    }

    [Fact]
    public void Tcp_WhereNobodyListens_IsRefusedAndTheSocketIsClosed()
    {
        int port;
        using (var server = new TcpListener(IPAddress.Loopback, 0))
        {
            server.Start();
            port = ((IPEndPoint)server.LocalEndpoint).Port;
        }

        Caller caller = With(SocketParameters.Everything);
        Value socket = Create(caller);
        caller.Call(Tcp + "start-connect", socket, Token(caller), Address("127.0.0.1", port)).Ok();
        Assert.Equal(Refused, Finish(caller, socket, "finish-connect").Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "start-connect", socket, Token(caller), Address("127.0.0.1", port)).Err());
    }

    [Fact]
    public void Tcp_OutOfTurn_IsAnInvalidState()
    {
        Caller caller = With(SocketParameters.Everything);
        Value socket = Create(caller);
        Assert.Equal(NotInProgress, caller.Call(Tcp + "finish-bind", socket).Err());
        Assert.Equal(NotInProgress, caller.Call(Tcp + "finish-connect", socket).Err());
        Assert.Equal(NotInProgress, caller.Call(Tcp + "finish-listen", socket).Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "start-listen", socket).Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "accept", socket).Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "local-address", socket).Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "remote-address", socket).Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "shutdown", socket, Value.Case(2)).Err());
        caller.Call(Tcp + "start-bind", socket, Token(caller), Address("127.0.0.1", 0)).Ok();
        Assert.Equal(InvalidState, caller.Call(Tcp + "start-bind", socket, Token(caller), Address("127.0.0.1", 0)).Err());
        Assert.Equal(InvalidState, caller.Call(Tcp + "start-connect", socket, Token(caller), Address("127.0.0.1", 9)).Err());
    }

    [Fact]
    public async Task Tcp_Listening_AcceptsAtTheAddressOfTheRulesOnly()
    {
        Caller caller = With(new SocketParameters { Listen = ["127.0.0.1:0"] });
        Assert.Equal(Denied, caller.Call(Tcp + "start-bind", Create(caller), Token(caller), Address("127.0.0.2", 0)).Err());
        Assert.Equal(Denied, caller.Call(Tcp + "start-bind", Create(caller), Token(caller), Address("0.0.0.0", 0)).Err());
        Assert.Equal(Denied, caller.Call(Tcp + "start-bind", Create(caller), Token(caller), Address("127.0.0.1", 4_711)).Err());

        Value server = Create(caller);
        caller.Call(Tcp + "start-bind", server, Token(caller), Address("127.0.0.1", 0)).Ok();
        caller.Call(Tcp + "finish-bind", server).Ok();
        caller.Call(Tcp + "start-listen", server).Ok();
        caller.Call(Tcp + "finish-listen", server).Ok();
        Assert.True(caller.Call(Tcp + "is-listening", server).AsBool);
        Assert.Equal(WouldBlock, caller.Call(Tcp + "accept", server).Err());
        int port = (int)caller.Call(Tcp + "local-address", server).Ok().Payload[0].Bits;
        Value pollable = caller.Call(Tcp + "subscribe", server);
        Task<Value> waiting = caller.CallAsync("wasi:io/poll#[method]pollable.block", default, pollable);
        using var client = new TcpClient("127.0.0.1", port);
        await waiting;
        Value[] accepted = caller.Call(Tcp + "accept", server).Ok().AsList;
        client.Client.Send("hello"u8);
        Assert.Equal("hello", Encoding.UTF8.GetString(caller.Call("wasi:io/streams#[method]input-stream.blocking-read", accepted[1], Value.From(64ul)).Ok().AsBytes));

        Value second = Create(caller);
        Assert.Equal(Denied, caller.Call(Tcp + "start-bind", second, Token(caller), Address("127.0.0.1", port)).Err());
        foreach (Value handle in (Value[])[server, accepted[0], accepted[1], accepted[2], second])
        {
            ((HostResource)handle.Object!).Release();
        }

        ((HostResource)pollable.Object!).Release();
    }

    [Fact]
    public void Tcp_BoundToConnect_MayNotListen()
    {
        Caller caller = With(new SocketParameters { Connect = ["10.0.0.1"], Bind = ["127.0.0.1"] });
        Value socket = Create(caller);
        caller.Call(Tcp + "start-bind", socket, Token(caller), Address("127.0.0.1", 0)).Ok();
        caller.Call(Tcp + "finish-bind", socket).Ok();
        Assert.Equal(Denied, caller.Call(Tcp + "start-listen", socket).Err());
    }

    [Fact]
    public void Tcp_Options_AreSetAndRefuseZero()
    {
        Caller caller = With(SocketParameters.Everything);
        Value socket = Create(caller);
        foreach (string option in (string[])["keep-alive-idle-time", "keep-alive-interval", "receive-buffer-size", "send-buffer-size"])
        {
            Assert.Equal(Invalid, caller.Call(Tcp + "set-" + option, socket, Value.From(0ul)).Err());
            caller.Call(Tcp + "set-" + option, socket, Value.From(5_000_000_000ul)).Ok();
            Assert.True(caller.Call(Tcp + option, socket).Ok().AsU64 > 0);
        }

        Assert.Equal(Invalid, caller.Call(Tcp + "set-keep-alive-count", socket, Value.From(0u)).Err());
        caller.Call(Tcp + "set-keep-alive-count", socket, Value.From(7u)).Ok();
        Assert.Equal(7u, caller.Call(Tcp + "keep-alive-count", socket).Ok().AsU32);
        Assert.Equal(Invalid, caller.Call(Tcp + "set-hop-limit", socket, Value.From((byte)0)).Err());
        caller.Call(Tcp + "set-hop-limit", socket, Value.From((byte)33)).Ok();
        Assert.Equal(33, caller.Call(Tcp + "hop-limit", socket).Ok().AsU8);
        Assert.False(caller.Call(Tcp + "keep-alive-enabled", socket).Ok().AsBool);
        caller.Call(Tcp + "set-keep-alive-enabled", socket, Value.From(true)).Ok();
        Assert.True(caller.Call(Tcp + "keep-alive-enabled", socket).Ok().AsBool);
        Assert.Equal(Invalid, caller.Call(Tcp + "set-listen-backlog-size", socket, Value.From(0ul)).Err());
        Assert.Equal(0, caller.Call(Tcp + "address-family", socket).CaseIndex);
    }

    [Fact]
    public void Sockets_BeyondTheOpenFiles_AreRefusedAndFreedWhenDropped()
    {
        Caller caller = With(SocketParameters.Everything, new NodeLimits { OpenFiles = 2 });
        Value first = Create(caller);
        Create(caller);
        Assert.Equal(SocketLimit, caller.Call("wasi:sockets/tcp-create-socket#create-tcp-socket", Value.Case(0)).Err());
        ((HostResource)first.Object!).Release();
        Create(caller);
    }

    [Fact]
    public void Sockets_WithoutANetwork_AreDenied()
    {
        var caller = new Caller(
            new NodeAuthority(new InstancePath("app")) { Sockets = new SocketRules(SocketParameters.Everything) }, new HostServices());
        Assert.Equal(Denied, caller.Call("wasi:sockets/tcp-create-socket#create-tcp-socket", Value.Case(0)).Err());
        Assert.Equal(Denied, caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", Token(caller), Value.From("127.0.0.1")).Err());
    }

    [Fact]
    public void Udp_BetweenTwoOfTheRules_Exchanges()
    {
        Caller caller = With(new SocketParameters { Bind = ["127.0.0.1:*"], Udp = ["127.0.0.1"] });
        Value a = Bound(caller), b = Bound(caller);
        int port = (int)caller.Call(Udp + "local-address", b).Ok().Payload[0].Bits;
        Value[] fromA = caller.Call(Udp + "stream", a, Value.None).Ok().AsList, toB = caller.Call(Udp + "stream", b, Value.None).Ok().AsList;
        Assert.True(caller.Call("wasi:sockets/udp#[method]outgoing-datagram-stream.check-send", fromA[1]).Ok().AsU64 > 0);
        Value datagrams = Value.List(Datagram("one", "127.0.0.1", port), Datagram("two", "127.0.0.1", port));
        Assert.Equal(2ul, caller.Call("wasi:sockets/udp#[method]outgoing-datagram-stream.send", fromA[1], datagrams).Ok().AsU64);
        var got = new List<string>();
        while (got.Count < 2)
        {
            caller.Call("wasi:io/poll#[method]pollable.block", caller.Call("wasi:sockets/udp#[method]incoming-datagram-stream.subscribe", toB[0]));
            got.AddRange(caller.Call("wasi:sockets/udp#[method]incoming-datagram-stream.receive", toB[0], Value.From(10ul)).Ok().AsList.Select(d => Encoding.UTF8.GetString(d[0].AsBytes)));
        }

        Assert.Equal(["one", "two"], got);
        Assert.Empty(caller.Call("wasi:sockets/udp#[method]incoming-datagram-stream.receive", toB[0], Value.From(10ul)).Ok().AsList);
    }

    [Fact]
    public void Udp_ToAPeerOutsideOfTheRules_IsDeniedAndItsDatagramsAreThrownAway()
    {
        Caller caller = With(new SocketParameters { Udp = ["127.0.0.1:9"] });
        Value socket = caller.Call("wasi:sockets/udp-create-socket#create-udp-socket", Value.Case(0)).Ok();
        Assert.Equal(Denied, caller.Call(Udp + "start-bind", socket, Token(caller), Address("127.0.0.1", 0)).Err());
        caller.Call(Udp + "start-bind", socket, Token(caller), Address("0.0.0.0", 0)).Ok();
        caller.Call(Udp + "finish-bind", socket).Ok();
        Assert.Equal(Denied, caller.Call(Udp + "stream", socket, Value.Some(Address("127.0.0.1", 10))).Err());
        Value[] streams = caller.Call(Udp + "stream", socket, Value.None).Ok().AsList;
        caller.Call("wasi:sockets/udp#[method]outgoing-datagram-stream.check-send", streams[1]).Ok();
        Assert.Equal(Denied, caller.Call("wasi:sockets/udp#[method]outgoing-datagram-stream.send", streams[1], Value.List(Datagram("x", "127.0.0.1", 10))).Err());

        int port = (int)caller.Call(Udp + "local-address", socket).Ok().Payload[0].Bits;
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        stranger.Send("unasked"u8, new IPEndPoint(IPAddress.Loopback, port));
        caller.Call("wasi:io/poll#[method]pollable.block", caller.Call("wasi:sockets/udp#[method]incoming-datagram-stream.subscribe", streams[0]));
        Assert.Empty(caller.Call("wasi:sockets/udp#[method]incoming-datagram-stream.receive", streams[0], Value.From(10ul)).Ok().AsList);
    }

    [Fact]
    public void Udp_MoreThanPermitted_Traps()
    {
        Caller caller = With(SocketParameters.Everything);
        Value[] streams = caller.Call(Udp + "stream", Bound(caller), Value.None).Ok().AsList;
        Assert.Throws<GuestTrapException>(() =>
            caller.Call("wasi:sockets/udp#[method]outgoing-datagram-stream.send", streams[1], Value.List(Datagram("x", "127.0.0.1", 9))));
    }

    [Fact]
    public void Names_OfTheRules_OpenTheAddressesTheyWereFoundFor()
    {
        var network = new Names(new() { ["db.example"] = ["127.0.0.1", "::1"] });
        Caller caller = With(new SocketParameters { Connect = ["db.example:9"], Lookup = ["db.example", "*.inner.example"] }, network: network);
        Assert.Equal(Denied, caller.Call(Tcp + "start-connect", Create(caller), Token(caller), Address("127.0.0.1", 9)).Err());
        Assert.Equal(Denied, caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", Token(caller), Value.From("example")).Err());
        Assert.Equal(Denied, caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", Token(caller), Value.From("inner.example")).Err());
        Assert.Equal(Invalid, caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", Token(caller), Value.From("no name")).Err());

        Value found = caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", Token(caller), Value.From("db.example")).Ok();
        Assert.Equal([0, 1, -1], Enumerable.Range(0, 3).Select(_ =>
            caller.Call("wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address", found).Ok() is { IsSome: true } some ? some.Payload.CaseIndex : -1));
        caller.Call(Tcp + "start-connect", Create(caller), Token(caller), Address("127.0.0.1", 9)).Ok();
        Assert.Equal(Denied, caller.Call(Tcp + "start-connect", Create(caller), Token(caller), Address("127.0.0.1", 10)).Err());

        Value lost = caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", Token(caller), Value.From("a.inner.example")).Ok();
        Assert.Equal(Unresolvable, caller.Call("wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address", lost).Err());
    }

    [Fact]
    public void Token_PassedOn_KeepsItsRules()
    {
        var world = new HostWorld(new HostServices { Network = SystemNetwork.Instance });
        NodeCapabilities maker = world.Node(new NodeAuthority(new InstancePath("maker")) { Sockets = new SocketRules(new SocketParameters { Connect = ["127.0.0.1:9"] }) });
        NodeCapabilities holder = world.Node(new NodeAuthority(new InstancePath("holder")) { Sockets = new SocketRules(new SocketParameters { Connect = ["127.0.0.1:10"] }) });
        Value token = Call(maker, "wasi:sockets/instance-network", "instance-network");
        Value own = Call(holder, "wasi:sockets/instance-network", "instance-network");
        Value socket = Call(holder, "wasi:sockets/tcp-create-socket", "create-tcp-socket", Value.Case(0)).Ok();
        Assert.Equal(Denied, Call(holder, "wasi:sockets/tcp", "[method]tcp-socket.start-connect", socket, own, Address("127.0.0.1", 9)).Err());
        Assert.Equal(Denied, Call(holder, "wasi:sockets/tcp", "[method]tcp-socket.start-connect", socket, token, Address("127.0.0.1", 10)).Err());
        Call(holder, "wasi:sockets/tcp", "[method]tcp-socket.start-connect", socket, token, Address("127.0.0.1", 9)).Ok();
    }

    private static Value Call(NodeCapabilities node, string track, string function, params Value[] args)
    {
        Assert.True(CapabilityName.TryParse(track, out CapabilityName name));
        Assert.True(node.Resolve(name)!.TryGetFunction(function, out HostBody? body));
        return body(new HostCall(new HostEdge(node.Session.Node, track, function), default), args).Value;
    }

    private static Caller With(SocketParameters rules, NodeLimits? limits = null, INetwork? network = null) => new(
        new NodeAuthority(new InstancePath("app")) { Sockets = new SocketRules(rules), Limits = limits ?? NodeLimits.Default },
        new HostServices { Network = network ?? SystemNetwork.Instance, MonotonicClock = new SystemMonotonicClock(TimeProvider.System) });

    private static Value Token(Caller caller) => caller.Call("wasi:sockets/instance-network#instance-network");

    private static Value Create(Caller caller) => caller.Call("wasi:sockets/tcp-create-socket#create-tcp-socket", Value.Case(0)).Ok();

    private static Value Bound(Caller caller)
    {
        Value socket = caller.Call("wasi:sockets/udp-create-socket#create-udp-socket", Value.Case(0)).Ok();
        caller.Call(Udp + "start-bind", socket, Token(caller), Address("127.0.0.1", 0)).Ok();
        caller.Call(Udp + "finish-bind", socket).Ok();
        return socket;
    }

    private static Value Datagram(string text, string host, int port) =>
        Value.Record(Value.From(Encoding.UTF8.GetBytes(text)), Value.Some(Address(host, port)));

    /// <summary>Waits on the socket until the operation does not block.</summary>
    private static Value Finish(Caller caller, Value socket, string operation)
    {
        while (true)
        {
            Value result = caller.Call(Tcp + operation, socket);
            if (result.IsOk || result.Err() != WouldBlock)
            {
                return result;
            }

            caller.Call("wasi:io/poll#[method]pollable.block", caller.Call(Tcp + "subscribe", socket));
        }
    }

    private static Value Address(string host, int port)
    {
        byte[] bytes = IPAddress.Parse(host).GetAddressBytes();
        return bytes.Length == 4
            ? Value.Case(0, Value.Record(Value.From((ushort)port), Value.Tuple([.. bytes.Select(b => Value.From(b))])))
            : Value.Case(1, Value.Record(Value.From((ushort)port), Value.From(0u), Value.Tuple([.. bytes.Chunk(2).Select(p => Value.From((ushort)((p[0] << 8) | p[1])))]), Value.From(0u)));
    }

    private sealed class Names(Dictionary<string, string[]> names) : INetwork
    {
        public Socket Open(AddressFamily family, SocketType type, ProtocolType protocol) => SystemNetwork.Instance.Open(family, type, protocol);

        public Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellation) => names.TryGetValue(name, out string[]? found)
            ? Task.FromResult<IPAddress[]>([.. found.Select(IPAddress.Parse)])
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
    }
}
