using Compose.Capabilities.Polling;
using Compose.Capabilities.Services;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Clocks;

/// <summary><c>wasi:clocks/monotonic-clock</c>; denied, it starts at 0 and moves only by waiting.</summary>
internal static class MonotonicClockInterface
{
    public const string Name = "wasi:clocks/monotonic-clock";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(PollInterface.PollableType)
        .Function("now", (_, _) => Value.From(session.MonotonicClock.Now()))
        .Function("resolution", (_, _) => Value.From(session.MonotonicClock.Resolution))
        .Function("subscribe-instant", (_, args) => Value.Resource(new Pollable(session, session.MonotonicClock, args[0].AsU64)))
        .Function("subscribe-duration", (_, args) =>
        {
            IMonotonicClock clock = session.MonotonicClock;
            ulong now = clock.Peek();
            ulong deadline = now + args[0].AsU64;
            return Value.Resource(new Pollable(session, clock, deadline < now ? ulong.MaxValue : deadline));
        })
        .Instance;
}
