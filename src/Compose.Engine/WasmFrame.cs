namespace Compose.Engine;

/// <summary>
/// One guest frame of a trap. <paramref name="CodeOffset"/> counts bytes from the start of the module, or is -1 where the
/// engine does not know it.
/// </summary>
public readonly record struct WasmFrame(string? ModuleName, int FunctionIndex, string? FunctionName, long CodeOffset)
{
    /// <summary><c>module!function@0x1f</c>.</summary>
    public override string ToString()
    {
        string function = FunctionName ?? $"func[{FunctionIndex}]";
        string text = ModuleName is null ? function : $"{ModuleName}!{function}";
        return CodeOffset < 0 ? text : $"{text}@0x{CodeOffset:x}";
    }
}
