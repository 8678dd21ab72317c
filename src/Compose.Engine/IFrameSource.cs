namespace Compose.Engine;

/// <summary>Finds the guest frames that an exception passed.</summary>
public interface IFrameSource
{
    /// <summary>Guest frames of a thrown exception, innermost first.</summary>
    IReadOnlyList<WasmFrame> FramesOf(Exception exception);
}
