namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    private void StepControl(ref OperatorReader op)
    {
        switch (op.Opcode)
        {
            case Opcode.Unreachable:
                SetUnreachable();
                break;
            case Opcode.Block or Opcode.Loop:
                Enter(op.Opcode, op.BlockType);
                break;
            case Opcode.If:
                Pop(ValType.I32);
                Enter(Opcode.If, op.BlockType);
                break;
            case Opcode.TryTable:
                CheckCatches(ref op);
                Enter(Opcode.TryTable, op.BlockType);
                break;
            case Opcode.Else:
                StepElse();
                break;
            case Opcode.End:
                StepEnd();
                break;
            case Opcode.Throw:
                CheckIndex("tag", op.Index, _module.Tags.Length);
                Pop(_module.FuncTypeAt(_module.Tags[(int)op.Index].TypeIndex).ParamArray);
                SetUnreachable();
                break;
            case Opcode.ThrowRef:
                Pop(ValType.ExnRef);
                SetUnreachable();
                break;
            case Opcode.Br:
                Pop(Label(op.Index));
                SetUnreachable();
                break;
            case Opcode.BrIf:
                Pop(ValType.I32);
                PassLabel(Label(op.Index));
                break;
            case Opcode.BrTable:
                StepBranchTable(ref op);
                break;
            case Opcode.Return:
                Pop(_frames[0].Results);
                SetUnreachable();
                break;
            default:
                StepCall(ref op);
                break;
        }
    }

    private void StepCall(ref OperatorReader op)
    {
        FuncType type;
        bool isTail = false;
        switch (op.Opcode)
        {
            case Opcode.Call or Opcode.ReturnCall:
                CheckIndex("function", op.Index, _module.FunctionCount);
                type = _module.FunctionTypeOf((int)op.Index);
                isTail = op.Opcode == Opcode.ReturnCall;
                break;
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                CheckIndex("table", op.Index2, _module.Tables.Length);
                TableType table = _module.Tables[(int)op.Index2].Type;
                if (!_types.Matches(table.Element, ValType.FuncRef))
                {
                    Fail($"type mismatch: indirect call through a table of {table.Element}");
                }

                type = FuncTypeOf(op.Index);
                Pop(table.AddressType);
                isTail = op.Opcode == Opcode.ReturnCallIndirect;
                break;
            default:
                type = FuncTypeOf(op.Index);
                Pop(ValType.Ref(HeapType.Concrete((int)op.Index), nullable: true));
                isTail = op.Opcode == Opcode.ReturnCallRef;
                break;
        }

        Pop(type.ParamArray);
        if (!isTail)
        {
            Push(type.ResultArray);
            return;
        }

        if (!_types.Matches(type.Results, _frames[0].Results))
        {
            Fail("type mismatch: results of the tail call are not those of the function");
        }

        SetUnreachable();
    }

    private FuncType FuncTypeOf(uint typeIndex)
    {
        CheckIndex("type", typeIndex, _module.Types.Length);
        FuncType? type = _module.Types[(int)typeIndex].Func;
        if (type is null)
        {
            Fail($"type {typeIndex} is not a function type");
        }

        return type;
    }

    private void Enter(Opcode kind, BlockType type)
    {
        FuncType? function = null;
        if (type.IsFunction)
        {
            function = FuncTypeOf((uint)type.TypeIndex);
            Pop(function.ParamArray);
        }
        else if (type.Value.IsRef)
        {
            _owner.CheckValType(type.Value, _offset);
        }

        ValType[] parameters = function is null ? s_noTypes : function.ParamArray;
        ValType[] results = function is not null ? function.ResultArray : type.IsEmpty ? s_noTypes : One(type.Value);
        PushFrame(new ControlFrame(kind, parameters, results, function, _height, _initializedHeight, _offset));
        Push(parameters);
    }

    private void StepElse()
    {
        ref ControlFrame frame = ref _frames[_frameCount - 1];
        if (frame.Kind != Opcode.If)
        {
            WasmErrors.Malformed(_offset, "else found outside of an if");
        }

        Pop(frame.Results);
        CheckEmpty();
        ForgetInitialized(frame.InitializedHeight);
        frame.Kind = Opcode.Else;
        frame.IsUnreachable = false;
        Push(frame.Params);
    }

    private void StepEnd()
    {
        ref ControlFrame frame = ref _frames[_frameCount - 1];
        ValType[] results = frame.Results;
        if (frame.Kind == Opcode.If && !_types.Matches(frame.Params, results))
        {
            Fail("type mismatch: if without else must give what it takes");
        }

        Pop(results);
        CheckEmpty();
        ForgetInitialized(frame.InitializedHeight);
        _frameCount--;
        if (_frameCount > 0)
        {
            _floor = _frames[_frameCount - 1].Height;
        }

        Push(results);
    }

    private void CheckEmpty()
    {
        if (_height != _floor)
        {
            Fail($"type mismatch: {_height - _floor} values remain on the stack at the end of the block");
        }
    }

    private ValType[] Label(uint label)
    {
        CheckIndex("label", label, _frameCount);
        return _frames[_frameCount - 1 - (int)label].Label;
    }

    /// <summary>Pops what a conditional branch would carry and pushes it as the label declares it.</summary>
    private void PassLabel(ValType[] types)
    {
        Pop(types);
        Push(types);
    }

    /// <summary>As above, without the reference at the end, which the instruction treats itself.</summary>
    private void PassLabelButLast(ValType[] types)
    {
        Pop(types, types.Length - 1);
        Push(types, types.Length - 1);
    }

    private void StepBranchTable(ref OperatorReader op)
    {
        Pop(ValType.I32);
        BranchTargets targets = op.BranchTargets;
        ValType[] common = Label(targets.Default);
        int number = ++_branchTable;
        foreach (uint label in targets)
        {
            ValType[] types = Label(label);
            ref ControlFrame frame = ref _frames[_frameCount - 1 - (int)label];
            if (frame.CheckedBy == number)
            {
                continue;
            }

            frame.CheckedBy = number;
            if (types.Length != common.Length)
            {
                Fail($"type mismatch: label {label} of the branch table carries {types.Length} values, the default {common.Length}");
            }

            CheckTop(types);
        }

        Pop(common);
        SetUnreachable();
    }

    private void CheckCatches(ref OperatorReader op)
    {
        foreach (CatchClause clause in op.Catches)
        {
            ReadOnlySpan<ValType> payload = default;
            if (!clause.IsAll)
            {
                CheckIndex("tag", clause.Tag, _module.Tags.Length);
                payload = _module.FuncTypeAt(_module.Tags[(int)clause.Tag].TypeIndex).Params;
            }

            ValType[] label = CatchLabel(ref op, clause.Label);
            int count = payload.Length + (clause.PushesReference ? 1 : 0);
            bool matches = label.Length == count && _types.Matches(payload, label.AsSpan(0, payload.Length));
            if (matches && clause.PushesReference)
            {
                matches = _types.Matches(ValType.ExnRef.AsNonNull(), label[^1]);
            }

            if (!matches)
            {
                Fail($"type mismatch: catch clause and its label {clause.Label} differ");
            }
        }
    }

    // Catch labels count from outside of the try_table, whose parameters are still on the stack.
    private ValType[] CatchLabel(ref OperatorReader op, uint label)
    {
        if (label >= (uint)_frameCount)
        {
            Fail($"unknown label {label} in {OpcodeTable.NameOf(op.Opcode)}");
        }

        return _frames[_frameCount - 1 - (int)label].Label;
    }
}
