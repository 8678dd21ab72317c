using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Clocks;

/// <summary><c>wasi:clocks/wall-clock</c>; denied, it shows 1970-01-01.</summary>
internal static class WallClockInterface
{
    public const string Name = "wasi:clocks/wall-clock";

    public static HostInstance Make(NodeSession session)
    {
        IWallClock clock = session.Authority.WallClock ? session.Services.WallClock : new FixedWallClock();
        return new InterfaceBuilder(Name, session)
            .Function("now", (_, _) => Datetime(clock.Now()))
            .Function("resolution", (_, _) => Datetime(clock.Resolution))
            .Instance;
    }

    /// <summary>The record <c>datetime</c>.</summary>
    public static Value Datetime(Timestamp time) => Value.Record(Value.From(time.Seconds), Value.From(time.Nanoseconds));

    /// <summary>A <c>datetime</c> as the guest gave it; its nanoseconds may be too many.</summary>
    public static Timestamp Timestamp(Value datetime) => new(datetime[0].AsU64, datetime[1].AsU32);
}
