using System.Text;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>Stands where a guest stands: calls the functions of a node's interfaces by their names and waits for what is pending.</summary>
public sealed class Caller
{
    public Caller(NodeAuthority? authority = null, HostServices? services = null)
    {
        Authority = authority ?? NodeAuthority.Command(new InstancePath("app"), ["program"]);
        World = new HostWorld(services ?? new HostServices { Stdin = new MemorySource(default), Stdout = Out, Stderr = Err });
        Node = World.Node(Authority);
    }

    public MemorySink Out { get; } = new();

    public MemorySink Err { get; } = new();

    public NodeAuthority Authority { get; }

    public HostWorld World { get; }

    public NodeCapabilities Node { get; }

    public string OutText => Encoding.UTF8.GetString(Out.ToArray());

    /// <summary>Calls <c>package/interface#function</c> of the newest version.</summary>
    public Value Call(string name, params Value[] args) => CallAsync(name, default, args).GetAwaiter().GetResult();

    /// <summary>Calls and gives the pending task, or one that is done.</summary>
    public async Task<Value> CallAsync(string name, CancellationToken cancellation, params Value[] args)
    {
        HostOutcome outcome = Start(name, cancellation, args);
        return outcome.IsPending ? await outcome.Task!.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None) : outcome.Value;
    }

    /// <summary>Calls without waiting.</summary>
    public HostOutcome Start(string name, CancellationToken cancellation, params Value[] args)
    {
        int hash = name.IndexOf('#', StringComparison.Ordinal);
        Assert.True(CapabilityName.TryParse(name[..hash], out CapabilityName capability));
        HostInstance? instance = Node.Resolve(capability);
        Assert.NotNull(instance);
        Assert.True(instance.TryGetFunction(name[(hash + 1)..], out HostBody? body), $"{name} is not defined");
        var call = new HostCall(new HostEdge(Authority.Node, name[..hash], name[(hash + 1)..]), cancellation);
        return body(call, args);
    }
}
