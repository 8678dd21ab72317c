using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>Branches, and the values that they carry to their labels.</summary>
internal sealed partial class FunctionTranslator
{
    /// <summary>Moves the top of the stack into new temporaries, all at once.</summary>
    private int[] MoveToValues(StackType[] types)
    {
        int first = _height - types.Length;
        for (int i = first; i < _height; i++)
        {
            Evaluate(_stack[i]);
        }

        var values = new int[types.Length];
        for (int i = types.Length - 1; i >= 0; i--)
        {
            values[i] = NewTemporary(types[i]);
            _il.StoreLocal(values[i]);
        }

        _height = first;
        _settled = Math.Min(_settled, first);
        return values;
    }

    private int[] ValuesOf(Block block)
    {
        StackType[] types = block.Kind == Opcode.Loop ? block.Params : block.Results;
        if (block.Values is null)
        {
            block.Values = new int[types.Length];
            for (int i = 0; i < types.Length; i++)
            {
                block.Values[i] = NewTemporary(types[i]);
            }
        }

        return block.Values;
    }

    /// <summary>Moves the top of the stack to the values that branches to the block carry, all at once, and takes it off.</summary>
    private void StoreValues(Block block)
    {
        int[] values = ValuesOf(block);
        int first = _height - values.Length;
        for (int i = first; i < _height; i++)
        {
            Evaluate(_stack[i]);
        }

        for (int i = values.Length - 1; i >= 0; i--)
        {
            _il.StoreLocal(values[i]);
        }

        _height = first;
        _settled = Math.Min(_settled, first);
    }

    private void StoreValuesKept(Block block)
    {
        int[] values = ValuesOf(block);
        for (int i = 0; i < values.Length; i++)
        {
            EvaluateKept(_stack[_height - values.Length + i]);
        }

        for (int i = values.Length - 1; i >= 0; i--)
        {
            _il.StoreLocal(values[i]);
        }
    }

    private bool IsReturn(Block block) => block == _blocks[0] && _tryDepth == 0;

    private void BranchAlways(int depth)
    {
        Block block = Target(depth);
        if (IsReturn(block))
        {
            WriteReturn(kept: false);
            return;
        }

        StoreValues(block);
        RefreshLengths();
        CloseFuel();
        block.IsTargeted = true;
        _il.EmitBranch(block.TryDepth < _tryDepth ? ILCode.Leave : ILCode.Br, block.Label);
    }

    private void BranchIf(int condition, bool whenTrue, int depth)
    {
        Block block = Target(depth);
        StackType[] types = block.Kind == Opcode.Loop ? block.Params : block.Results;
        RefreshLengths();
        CloseFuel();
        if (types.Length == 0 && !IsReturn(block) && block.TryDepth == _tryDepth)
        {
            block.IsTargeted = true;
            WriteConditionalBranch(condition, whenTrue, block.Label);
            OpenFuel(check: false);
            return;
        }

        for (int i = _height - types.Length; i < _height; i++)
        {
            Settle(i);
        }

        int past = _il.DefineLabel();
        WriteConditionalBranch(condition, !whenTrue, past);
        if (IsReturn(block))
        {
            WriteReturn(kept: true);
        }
        else
        {
            StoreValuesKept(block);
            block.IsTargeted = true;
            _il.EmitBranch(block.TryDepth < _tryDepth ? ILCode.Leave : ILCode.Br, block.Label);
        }

        _il.Mark(past);
        OpenFuel(check: false);
    }

    /// <summary>Returns the top of the stack: the first result by IL, the others in the task's scratch area.</summary>
    private void WriteReturn(bool kept)
    {
        int count = _shape.Results.Length;
        int first = _height - count;
        if (_fuel)
        {
            WriteFuelCheck();
        }

        for (int i = 1; i < count; i++)
        {
            _il.LoadArgument(TaskArgument);
            AddOffset(ExecContext.ScratchOffset + 16 * i);
            EvaluateResult(first + i, kept);
            _method.StoreIndirect(_shape.Results[i]);
        }

        if (count > 0)
        {
            EvaluateResult(first, kept);
        }

        if (!kept)
        {
            _height = first;
            _settled = Math.Min(_settled, first);
        }

        CloseFuel();
        SpillFuel();
        _il.Emit(ILCode.Ret);
    }

    private void EvaluateResult(int index, bool kept)
    {
        if (kept)
        {
            EvaluateKept(_stack[index]);
        }
        else
        {
            Evaluate(_stack[index]);
        }
    }

    private void BranchTable(BranchTargets targets)
    {
        int index = Pop();
        int arity = (Target((int)targets.Default) is { Kind: Opcode.Loop } loop ? loop.Params : Target((int)targets.Default).Results).Length;
        for (int i = _height - arity; i < _height; i++)
        {
            Settle(i);
        }

        RefreshLengths();
        CloseFuel();
        var arms = new Dictionary<int, int>();
        var labels = new List<int>();
        var table = new int[targets.Count + 1];
        int at = 0;
        foreach (uint depth in targets)
        {
            table[at++] = ArmOf((int)depth, arity, arms, labels);
        }

        table[at] = ArmOf((int)targets.Default, arity, arms, labels);
        if (targets.Count > MaxSwitch)
        {
            index = ThroughTable(index, table);
            _il.EmitSwitch(labels.ToArray());
        }
        else
        {
            Evaluate(index);
            var direct = new int[targets.Count];
            for (int i = 0; i < direct.Length; i++)
            {
                direct[i] = labels[table[i]];
            }

            if (direct.Length > 0)
            {
                _il.EmitSwitch(direct);
            }
            else
            {
                _il.Emit(ILCode.Pop);
            }
        }

        _il.EmitBranch(ILCode.Br, labels[table[^1]]);
        foreach ((int depth, int arm) in arms)
        {
            Block block = Target(depth);
            if (labels[arm] == block.Label)
            {
                continue;
            }

            _il.Mark(labels[arm]);
            if (IsReturn(block))
            {
                WriteReturn(kept: true);
            }
            else
            {
                StoreValuesKept(block);
                block.IsTargeted = true;
                _il.EmitBranch(block.TryDepth < _tryDepth ? ILCode.Leave : ILCode.Br, block.Label);
            }
        }

        BecomeUnreachable();
    }

    /// <summary>Larger tables are data, and the switch only knows their different targets.</summary>
    private const int MaxSwitch = 1024;

    private int ArmOf(int depth, int arity, Dictionary<int, int> arms, List<int> labels)
    {
        if (!arms.TryGetValue(depth, out int arm))
        {
            Block block = Target(depth);
            bool direct = arity == 0 && !IsReturn(block) && block.TryDepth == _tryDepth;
            if (direct)
            {
                block.IsTargeted = true;
            }

            arm = labels.Count;
            labels.Add(direct ? block.Label : _il.DefineLabel());
            arms.Add(depth, arm);
        }

        return arm;
    }

    private unsafe int ThroughTable(int index, int[] table)
    {
        nint data = _code.AllocateData(table);
        Evaluate(index);
        _il.LoadLong(data);
        _il.LoadInt(table.Length - 1);
        _method.Call(typeof(GuestOps), nameof(GuestOps.BranchArm));
        return -1;
    }
}
