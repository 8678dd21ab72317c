using Compose.Runtime.Abi;
using Compose.Wasm;
using Compose.Wasm.Core;

namespace Compose.Runtime.Fusion;

/// <summary>Writes the instructions of one function of an adapter, and keeps its locals.</summary>
internal sealed class AdapterCode
{
    private const byte EmptyBlock = 0x40;
    private readonly WasmWriter _code = new(256);
    private readonly List<FlatKind> _locals = [];
    private readonly Stack<int>[] _free = [new(), new(), new(), new()];

    public AdapterCode(ReadOnlySpan<FlatKind> parameters)
    {
        ParameterCount = parameters.Length;
        _locals.AddRange(parameters);
    }

    public int ParameterCount { get; }

    public ReadOnlySpan<FlatKind> Parameters => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_locals)[..ParameterCount];

    /// <summary>A local of the kind; reused ones are not zero.</summary>
    public int Rent(FlatKind kind) => _free[(int)kind].TryPop(out int local) ? local : Declare(kind);

    public void Return(int local) => _free[(int)_locals[local]].Push(local);

    /// <summary>A local of its own, zero at first.</summary>
    public int Declare(FlatKind kind)
    {
        _locals.Add(kind);
        return _locals.Count - 1;
    }

    public FlatKind KindOf(int local) => _locals[local];

    public void Op(Opcode opcode)
    {
        if ((int)opcode < 0x100)
        {
            _code.WriteByte((byte)opcode);
            return;
        }

        // Of the prefixed instructions adapters use only those behind 0xFC, which count from 0x120.
        _code.WriteByte(0xfc);
        _code.WriteVarU32((uint)opcode - 0x120);
    }

    public void Get(int local) => Indexed(Opcode.LocalGet, local);

    public void Set(int local) => Indexed(Opcode.LocalSet, local);

    public void Tee(int local) => Indexed(Opcode.LocalTee, local);

    public void GetGlobal(int global) => Indexed(Opcode.GlobalGet, global);

    public void SetGlobal(int global) => Indexed(Opcode.GlobalSet, global);

    public void Call(int function) => Indexed(Opcode.Call, function);

    public void I32(uint value)
    {
        Op(Opcode.I32Const);
        _code.WriteVarS32((int)value);
    }

    public void I64(ulong value)
    {
        Op(Opcode.I64Const);
        _code.WriteVarS64((long)value);
    }

    public void F32(uint bits)
    {
        Op(Opcode.F32Const);
        _code.WriteU32(bits);
    }

    public void F64(ulong bits)
    {
        Op(Opcode.F64Const);
        _code.WriteU64(bits);
    }

    /// <summary>A constant of a pointer's width.</summary>
    public void Pointer(bool is64, ulong value)
    {
        if (is64)
        {
            I64(value);
        }
        else
        {
            I32((uint)value);
        }
    }

    public void If()
    {
        Op(Opcode.If);
        _code.WriteByte(EmptyBlock);
    }

    public void Block()
    {
        Op(Opcode.Block);
        _code.WriteByte(EmptyBlock);
    }

    public void Loop()
    {
        Op(Opcode.Loop);
        _code.WriteByte(EmptyBlock);
    }

    public void End() => Op(Opcode.End);

    public void Br(int depth) => Indexed(Opcode.Br, depth);

    public void BrIf(int depth) => Indexed(Opcode.BrIf, depth);

    /// <summary>A branch table; the last label is the default.</summary>
    public void BrTable(ReadOnlySpan<int> labels)
    {
        Op(Opcode.BrTable);
        _code.WriteVarU32(labels.Length - 1);
        foreach (int label in labels)
        {
            _code.WriteVarU32(label);
        }
    }

    /// <summary>A load or store at an offset; alignment is declared natural by its logarithm.</summary>
    public void Memory(Opcode opcode, int memory, uint alignLog2, uint offset)
    {
        Op(opcode);
        if (memory == 0)
        {
            _code.WriteVarU32(alignLog2);
        }
        else
        {
            _code.WriteVarU32(alignLog2 | 0x40);
            _code.WriteVarU32(memory);
        }

        _code.WriteVarU32(offset);
    }

    public void MemorySize(int memory) => Indexed(Opcode.MemorySize, memory);

    public void MemoryCopy(int destination, int source)
    {
        Op(Opcode.MemoryCopy);
        _code.WriteVarU32(destination);
        _code.WriteVarU32(source);
    }

    /// <summary>Writes the finished body, sized, into a code section.</summary>
    public void WriteBody(WasmWriter section)
    {
        int start = section.BeginSized();
        int declared = _locals.Count - ParameterCount;
        section.WriteVarU32(declared);
        for (int i = ParameterCount; i < _locals.Count; i++)
        {
            section.WriteVarU32(1);
            section.WriteByte(TypeCode(_locals[i]));
        }

        section.WriteBytes(_code.WrittenSpan);
        section.WriteByte((byte)Opcode.End);
        section.EndSized(start);
    }

    public static byte TypeCode(FlatKind kind) => kind switch
    {
        FlatKind.I64 => 0x7e,
        FlatKind.F32 => 0x7d,
        FlatKind.F64 => 0x7c,
        _ => 0x7f,
    };

    private void Indexed(Opcode opcode, int index)
    {
        Op(opcode);
        _code.WriteVarU32(index);
    }
}
