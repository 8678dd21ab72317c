namespace Compose.Host.Clr;

/// <content>Keeping what an instance has of its own — globals and dropped segments — and putting it back.</content>
internal sealed unsafe partial class ClrInstance : IStatefulPart
{
    object? IStatefulPart.Capture(object? like)
    {
        int start = Code.Layout.GlobalsOffset;
        return new State(
            new ReadOnlySpan<byte>(_native + start, Code.Layout.Size - start).ToArray(), [.. _droppedData], [.. _droppedElements]);
    }

    bool IStatefulPart.TryRestore(object state)
    {
        var kept = (State)state;
        kept.Globals.CopyTo(new Span<byte>(_native + Code.Layout.GlobalsOffset, kept.Globals.Length));
        kept.DroppedData.CopyTo(_droppedData, 0);
        kept.DroppedElements.CopyTo(_droppedElements, 0);
        return true;
    }

    private sealed record State(byte[] Globals, bool[] DroppedData, bool[] DroppedElements);
}
