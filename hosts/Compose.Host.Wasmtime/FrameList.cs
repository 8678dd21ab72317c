using Compose.Engine;

namespace Compose.Host.Wasmtime;

/// <summary>The guest frames of one trap; names are looked up when asked for.</summary>
internal sealed class FrameList(List<(WasmtimeModule? Module, int Function, long Offset)> frames) : IFrameSource
{
    private WasmFrame[]? _frames;

    public IReadOnlyList<WasmFrame> FramesOf(Exception exception)
    {
        if (_frames is null)
        {
            var found = new WasmFrame[frames.Count];
            for (int i = 0; i < found.Length; i++)
            {
                (WasmtimeModule? module, int function, long offset) = frames[i];
                found[i] = module?.FrameOf(function, offset) ?? new WasmFrame(null, function, null, -1);
            }

            _frames = found;
        }

        return _frames;
    }
}
