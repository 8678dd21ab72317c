using System.Buffers.Binary;

namespace Compose.Host.Clr.Code;

/// <summary>
/// Writes one method body as IL bytes. Branches go to labels and get their short form where they can: RyuJIT gives up
/// optimising above 60,000 bytes, so bytes count.
/// </summary>
internal sealed class ILWriter
{
    private byte[] _code = new byte[1024];
    private int _length;
    private Branch[] _branches = new Branch[64];
    private int _branchCount;
    private Label[] _labels = new Label[64];
    private int _labelCount;
    private readonly List<SwitchTable> _switches = [];

    private struct Branch
    {
        public int Position;
        public int Target;
        public bool IsShort;
    }

    private struct Label
    {
        public int Position;

        /// <summary>Branches that lie before the label.</summary>
        public int BranchesBefore;
    }

    private readonly record struct SwitchTable(int Position, int BranchesBefore, int[] Targets);

    /// <summary>Bytes written so far, branches in their long form.</summary>
    public int Length => _length;

    public int DefineLabel()
    {
        if (_labelCount == _labels.Length)
        {
            Array.Resize(ref _labels, _labelCount * 2);
        }

        _labels[_labelCount].Position = -1;
        return _labelCount++;
    }

    public void Mark(int label)
    {
        _labels[label].Position = _length;
        _labels[label].BranchesBefore = _branchCount;
    }

    public void Emit(ILCode code)
    {
        Reserve(2);
        if ((int)code > 0xff)
        {
            _code[_length++] = 0xfe;
        }

        _code[_length++] = (byte)code;
    }

    /// <summary>Writes instructions that are encoded already, without branches.</summary>
    public void Append(ReadOnlySpan<byte> code)
    {
        Reserve(code.Length);
        code.CopyTo(_code.AsSpan(_length));
        _length += code.Length;
    }

    public void EmitToken(ILCode code, int token)
    {
        Emit(code);
        Write32(token);
    }

    /// <summary>A branch in its long form's opcode.</summary>
    public void EmitBranch(ILCode code, int label)
    {
        if (_branchCount == _branches.Length)
        {
            Array.Resize(ref _branches, _branchCount * 2);
        }

        _branches[_branchCount++] = new Branch { Position = _length, Target = label };
        Emit(code);
        Write32(0);
    }

    public void EmitSwitch(int[] labels)
    {
        _switches.Add(new SwitchTable(_length, _branchCount, labels));
        Emit(ILCode.Switch);
        Write32(labels.Length);
        Reserve(4 * labels.Length);
        _length += 4 * labels.Length;
    }

    public void LoadInt(int value)
    {
        if (value is >= -1 and <= 8)
        {
            Emit((ILCode)((int)ILCode.LdcI40 + value));
        }
        else if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            Emit(ILCode.LdcI4S);
            Write8((byte)value);
        }
        else
        {
            EmitToken(ILCode.LdcI4, value);
        }
    }

    public void LoadLong(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            LoadInt((int)value);
            Emit(ILCode.ConvI8);
        }
        else if (value is >= 0 and <= uint.MaxValue)
        {
            LoadInt((int)(uint)value);
            Emit(ILCode.ConvU8);
        }
        else
        {
            Emit(ILCode.LdcI8);
            Write64(value);
        }
    }

    public void LoadSingle(uint bits)
    {
        Emit(ILCode.LdcR4);
        Write32((int)bits);
    }

    public void LoadDouble(ulong bits)
    {
        Emit(ILCode.LdcR8);
        Write64((long)bits);
    }

    public void LoadArgument(int index)
    {
        if (index < 4)
        {
            Emit((ILCode)((int)ILCode.Ldarg0 + index));
        }
        else
        {
            EmitIndexed(ILCode.LdargS, ILCode.Ldarg, index);
        }
    }

    public void StoreArgument(int index) => EmitIndexed(ILCode.StargS, ILCode.Starg, index);

    public void LoadLocal(int index)
    {
        if (index < 4)
        {
            Emit((ILCode)((int)ILCode.Ldloc0 + index));
        }
        else
        {
            EmitIndexed(ILCode.LdlocS, ILCode.Ldloc, index);
        }
    }

    public void StoreLocal(int index)
    {
        if (index < 4)
        {
            Emit((ILCode)((int)ILCode.Stloc0 + index));
        }
        else
        {
            EmitIndexed(ILCode.StlocS, ILCode.Stloc, index);
        }
    }

    public void LoadLocalAddress(int index) => EmitIndexed(ILCode.LdlocaS, ILCode.Ldloca, index);

    /// <summary>Writes <c>ldc.i4</c> with a value that <see cref="Patch"/> sets later; gives its position.</summary>
    public int LoadPatchable()
    {
        EmitToken(ILCode.LdcI4, 0);
        return _length - 4;
    }

    public void Patch(int position, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(_code.AsSpan(position), value);

    /// <summary>Branches and bytes so far: what follows can be moved to the front by <see cref="MoveToFront"/>.</summary>
    public (int Length, int Branches) Checkpoint => (_length, _branchCount);

    /// <summary>Moves everything written since <paramref name="from"/> before all else.</summary>
    public void MoveToFront((int Length, int Branches) from)
    {
        int moved = _length - from.Length;
        int movedBranches = _branchCount - from.Branches;
        byte[] tail = _code[from.Length.._length];
        Array.Copy(_code, 0, _code, moved, from.Length);
        tail.CopyTo(_code, 0);
        Branch[] tailBranches = _branches[from.Branches.._branchCount];
        Array.Copy(_branches, 0, _branches, movedBranches, from.Branches);
        tailBranches.CopyTo(_branches, 0);
        for (int i = 0; i < _branchCount; i++)
        {
            _branches[i].Position += i < movedBranches ? -from.Length : moved;
        }

        for (int i = 0; i < _labelCount; i++)
        {
            bool inTail = _labels[i].Position > from.Length || (_labels[i].Position == from.Length && _labels[i].BranchesBefore > from.Branches);
            _labels[i].Position += inTail ? -from.Length : moved;
            _labels[i].BranchesBefore += inTail ? -from.Branches : movedBranches;
        }

        for (int i = 0; i < _switches.Count; i++)
        {
            SwitchTable table = _switches[i];
            _switches[i] = table with { Position = table.Position + moved, BranchesBefore = table.BranchesBefore + movedBranches };
        }
    }

    /// <summary>The finished bytes. Labels can then be asked by <see cref="OffsetOf"/>.</summary>
    public byte[] Finish()
    {
        var shortBefore = new int[_branchCount + 1];
        for (int pass = 0; pass < 4 && Shrink(shortBefore); pass++)
        {
        }

        var output = new byte[_length - 3 * shortBefore[_branchCount]];
        int from = 0, to = 0;
        for (int i = 0; i < _branchCount; i++)
        {
            ref Branch branch = ref _branches[i];
            int size = branch.Position - from;
            _code.AsSpan(from, size).CopyTo(output.AsSpan(to));
            to += size;
            byte code = _code[branch.Position];
            int target = Offset(branch.Target, shortBefore);
            if (branch.IsShort)
            {
                output[to++] = code == (byte)ILCode.Leave ? (byte)0xde : (byte)(code - 0x0d);
                output[to] = (byte)(target - (to + 1));
                to++;
            }
            else
            {
                output[to] = code;
                BinaryPrimitives.WriteInt32LittleEndian(output.AsSpan(to + 1), target - (to + 5));
                to += 5;
            }

            from = branch.Position + 5;
        }

        _code.AsSpan(from, _length - from).CopyTo(output.AsSpan(to));
        foreach (SwitchTable table in _switches)
        {
            int start = table.Position - 3 * shortBefore[table.BranchesBefore];
            int end = start + 5 + 4 * table.Targets.Length;
            for (int i = 0; i < table.Targets.Length; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(output.AsSpan(start + 5 + 4 * i), Offset(table.Targets[i], shortBefore) - end);
            }
        }

        _shortBefore = shortBefore;
        return output;
    }

    private int[] _shortBefore = [];

    /// <summary>Offset of a label in the finished bytes.</summary>
    public int OffsetOf(int label) => Offset(label, _shortBefore);

    private int Offset(int label, int[] shortBefore) =>
        _labels[label].Position - 3 * shortBefore[_labels[label].BranchesBefore];

    private bool Shrink(int[] shortBefore)
    {
        bool changed = false;
        for (int i = 0; i < _branchCount; i++)
        {
            ref Branch branch = ref _branches[i];
            if (branch.IsShort)
            {
                continue;
            }

            // Distances only become smaller while others shrink, so what fits now fits in the end; 3 bytes of slack
            // cover this branch itself.
            int distance = Offset(branch.Target, shortBefore) - (branch.Position - 3 * shortBefore[i] + 5);
            if (distance is >= -124 and <= 124)
            {
                branch.IsShort = true;
                changed = true;
            }
        }

        for (int i = 0; i < _branchCount; i++)
        {
            shortBefore[i + 1] = shortBefore[i] + (_branches[i].IsShort ? 1 : 0);
        }

        return changed;
    }

    private void EmitIndexed(ILCode shortCode, ILCode longCode, int index)
    {
        if (index <= 0xff)
        {
            Emit(shortCode);
            Write8((byte)index);
        }
        else
        {
            Emit(longCode);
            Write8((byte)index);
            Write8((byte)(index >> 8));
        }
    }

    private void Write8(byte value)
    {
        Reserve(1);
        _code[_length++] = value;
    }

    private void Write32(int value)
    {
        Reserve(4);
        BinaryPrimitives.WriteInt32LittleEndian(_code.AsSpan(_length), value);
        _length += 4;
    }

    private void Write64(long value)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(_code.AsSpan(_length), value);
        _length += 8;
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _code.Length)
        {
            Array.Resize(ref _code, Math.Max(_code.Length * 2, _length + bytes));
        }
    }
}
