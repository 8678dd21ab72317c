namespace Compose.Engine;

/// <summary>A trap: a code and the guest frames it left, innermost first.</summary>
public class CoreTrapException : Exception
{
    public CoreTrapException(TrapCode code)
        : base(TrapCodes.Describe(code)) => Code = code;

    public CoreTrapException(TrapCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    public TrapCode Code { get; }

    /// <summary>Guest frames, innermost first, at most some dozens; empty where the engine knows none.</summary>
    public virtual IReadOnlyList<WasmFrame> Frames => FrameSource?.FramesOf(this) ?? [];

    /// <summary>Set by the engine through whose frames the trap passed; asked when frames are wanted.</summary>
    public IFrameSource? FrameSource { get; set; }
}
