namespace Compose.Wasm.Core;

/// <summary>The clauses of a <c>try_table</c>, read in place by <c>foreach</c>.</summary>
public ref struct CatchClauses
{
    private WasmReader _reader;
    private int _left;

    internal CatchClauses(WasmReader reader, int count)
    {
        _reader = reader;
        _left = count;
        Count = count;
        Current = default;
    }

    public int Count { get; }

    public CatchClause Current { readonly get; private set; }

    public readonly CatchClauses GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        Current = Read(ref _reader);
        return true;
    }

    internal static CatchClause Read(ref WasmReader reader)
    {
        long at = reader.Offset;
        byte kind = reader.ReadByte();
        if (kind > 3)
        {
            WasmErrors.Malformed(at, $"catch clause has the unknown kind 0x{kind:x2}");
        }

        uint tag = kind < 2 ? reader.ReadVarU32() : 0;
        return new CatchClause(kind, tag, reader.ReadVarU32());
    }
}
