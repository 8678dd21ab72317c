using Compose.Capabilities.Polling;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Io;

/// <summary><c>wasi:io/poll</c>: shared, gives no authority.</summary>
internal static class PollInterface
{
    public const string Name = "wasi:io/poll";

    public static HostResourceType PollableType { get; } = InterfaceBuilder.TypeOf("pollable");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name)
        .Resource(PollableType)
        .Function("[method]pollable.ready", static (_, args) => Value.From(args[0].AsObject<Pollable>().IsReady))
        .Function("[method]pollable.block", static (call, args) =>
        {
            var pollable = args[0].AsObject<Pollable>();
            return pollable.IsReady ? HostOutcome.Done : HostOutcome.Pending(BlockAsync([pollable], call.Cancellation));
        })
        .Function("poll", static (call, args) => Poll(call, args[0].AsList))
        .Instance;

    private static HostOutcome Poll(HostCall call, Value[] list)
    {
        if (list.Length == 0)
        {
            throw new GuestTrapException("wasi:io/poll#poll was called with an empty list");
        }

        var set = new Pollable[list.Length];
        for (int i = 0; i < set.Length; i++)
        {
            set[i] = list[i].AsObject<Pollable>();
        }

        return PollSet.Ready(set) is { } ready ? Indices(ready) : HostOutcome.Pending(PollAsync(set, call.Cancellation));
    }

    private static async ValueTask<Value> PollAsync(Pollable[] set, CancellationToken cancellation) =>
        Indices(await PollSet.WaitAsync(set, cancellation).ConfigureAwait(false));

    private static async ValueTask<Value> BlockAsync(Pollable[] set, CancellationToken cancellation)
    {
        await PollSet.WaitAsync(set, cancellation).ConfigureAwait(false);
        return Value.Unit;
    }

    private static Value Indices(uint[] ready)
    {
        var list = new Value[ready.Length];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = Value.From(ready[i]);
        }

        return Value.List(list);
    }
}
