namespace Compose.Wasm.Core;

/// <summary>The targets of a <c>br_table</c>, read in place: <c>foreach</c> gives the labels without the default.</summary>
public ref struct BranchTargets
{
    private WasmReader _reader;
    private int _left;

    internal BranchTargets(WasmReader reader, int count, uint defaultLabel)
    {
        _reader = reader;
        _left = count;
        Count = count;
        Default = defaultLabel;
        Current = 0;
    }

    /// <summary>Number of targets, the default not counted.</summary>
    public int Count { get; }

    /// <summary>The label for indexes from <see cref="Count"/> on.</summary>
    public uint Default { get; }

    public uint Current { readonly get; private set; }

    public readonly BranchTargets GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        Current = _reader.ReadVarU32();
        return true;
    }
}
