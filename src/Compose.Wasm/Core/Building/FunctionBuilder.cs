namespace Compose.Wasm.Core;

/// <summary>A function of a <see cref="CoreModuleBuilder"/>: its index, its locals and its code.</summary>
public sealed class FunctionBuilder
{
    private readonly List<LocalGroup> _locals = [];
    private int _next;

    internal FunctionBuilder(int index, int typeIndex, FuncType type)
    {
        Index = index;
        TypeIndex = typeIndex;
        Type = type;
        _next = type.Params.Length;
    }

    /// <summary>Function index.</summary>
    public int Index { get; }

    public int TypeIndex { get; }

    public FuncType Type { get; }

    /// <summary>The code, without the final <c>end</c>.</summary>
    public CodeWriter Code { get; } = new();

    /// <summary>Adds a local and gives its index; parameters come first.</summary>
    public int AddLocal(ValType type)
    {
        if (_locals.Count > 0 && _locals[^1].Type == type)
        {
            _locals[^1] = _locals[^1] with { Count = _locals[^1].Count + 1 };
        }
        else
        {
            _locals.Add(new LocalGroup(1, type));
        }

        return _next++;
    }

    internal void WriteTo(WasmWriter writer)
    {
        int start = writer.BeginSized();
        writer.WriteVarU32(_locals.Count);
        foreach (LocalGroup group in _locals)
        {
            writer.WriteVarU32(group.Count);
            CoreTypeWriter.WriteValType(writer, group.Type);
        }

        writer.WriteBytes(Code.Written);
        writer.WriteByte((byte)Opcode.End);
        writer.EndSized(start);
    }
}
