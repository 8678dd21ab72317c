using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>Blocks, branches, and what is not an ordinary operator.</summary>
internal sealed partial class FunctionTranslator
{
    private void TranslateControl(Opcode opcode, ref OperatorReader operators)
    {
        if (opcode is not (Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee or Opcode.GlobalGet or Opcode.Drop or Opcode.Select or Opcode.SelectTyped))
        {
            _effects++;
        }

        switch (opcode)
        {
            case Opcode.Nop:
                break;
            case Opcode.Unreachable:
                WriteTrap(Engine.TrapCode.Unreachable);
                BecomeUnreachable();
                break;
            case Opcode.Block:
                SettleAll();
                OpenBlock(opcode, operators.BlockType, _il.DefineLabel());
                break;
            case Opcode.Loop:
                OpenLoop(operators.BlockType);
                break;
            case Opcode.If:
                OpenIf(operators.BlockType);
                break;
            case Opcode.TryTable:
                OpenTry(operators.BlockType, operators.Catches);
                break;
            case Opcode.Else:
                Else();
                break;
            case Opcode.End:
                End();
                break;
            case Opcode.Br:
                BranchAlways((int)operators.Index);
                BecomeUnreachable();
                break;
            case Opcode.BrIf:
                BranchIf(Pop(), whenTrue: true, (int)operators.Index);
                break;
            case Opcode.BrTable:
                BranchTable(operators.BranchTargets);
                break;
            case Opcode.Return:
                BranchAlways(_blocks.Count - 1 - _frameBlock);
                BecomeUnreachable();
                break;
            case Opcode.Drop:
                Discard(Pop());
                break;
            case Opcode.Select or Opcode.SelectTyped:
                TranslateSelect();
                break;
            case Opcode.LocalGet:
                GetLocal(_firstLocal + (int)operators.Index);
                break;
            case Opcode.LocalSet:
                SetLocal(_firstLocal + (int)operators.Index);
                break;
            case Opcode.LocalTee:
                SetLocal(_firstLocal + (int)operators.Index);
                GetLocal(_firstLocal + (int)operators.Index);
                break;
            case Opcode.GlobalGet:
                GetGlobal((int)operators.Index);
                break;
            case Opcode.GlobalSet:
                SetGlobal((int)operators.Index);
                break;
            case Opcode.Throw:
                TranslateThrow((int)operators.Index);
                break;
            case Opcode.ThrowRef:
                SpillExactFuel();
                Evaluate(Pop());
                _il.LoadArgument(TaskArgument);
                Operation(nameof(GuestOps.ExceptionOf));
                CloseFuel();
                SpillFuel();
                _il.Emit(ILCode.Throw);
                BecomeUnreachable();
                break;
            default:
                if (TranslateCall(opcode, ref operators))
                {
                    break;
                }

                NoteOperation(opcode);
                if (!TranslateReference(opcode, ref operators) && !TranslateBulk(opcode, ref operators))
                {
                    FeatureCheck.Refuse(operators.Info.Feature, operators.Offset);
                }

                break;
        }
    }

    private void BeginBody()
    {
        _blocks.Add(new Block
        {
            Kind = Opcode.Block, Label = _il.DefineLabel(), Base = 0, Params = [], Results = _shape.Results, TryDepth = 0,
        });
        OpenFuel(check: true);
    }

    private Block Target(int depth) => _blocks[_blocks.Count - 1 - depth];

    private (StackType[] Params, StackType[] Results) TypesOf(BlockType type)
    {
        if (type.IsFunction)
        {
            Shape shape = _code.ShapeOfType(type.TypeIndex);
            return (shape.Params, shape.Results);
        }

        return ([], type.IsEmpty ? [] : [StackTypes.Of(type.Value)]);
    }

    private Block OpenBlock(Opcode kind, BlockType type, int label)
    {
        (StackType[] parameters, StackType[] results) = TypesOf(type);
        var block = new Block
        {
            Kind = kind, Label = label, Base = _height - parameters.Length, Params = parameters, Results = results, TryDepth = _tryDepth,
        };
        _blocks.Add(block);
        return block;
    }

    private void OpenLoop(BlockType type)
    {
        _hasLoops = true;
        SettleAll();
        Block block = OpenBlock(Opcode.Loop, type, _il.DefineLabel());
        if (block.Params.Length > 0)
        {
            block.Values = MoveToValues(block.Params);
            for (int i = 0; i < block.Values.Length; i++)
            {
                _references[block.Values[i]]++;
                Push(TemporaryNode(block.Values[i]));
            }
        }

        RefreshLengths();
        CloseFuel();
        MarkLabel(block.Label);
        WriteInterruptCheck();
        WriteLoopCount(block.Label);
        OpenFuel(check: true);
    }

    private void OpenIf(BlockType type)
    {
        int condition = Pop();
        SettleAll();
        Block block = OpenBlock(Opcode.If, type, _il.DefineLabel());
        if (block.Params.Length > 0)
        {
            block.Kept = MoveToValues(block.Params);
            foreach (int value in block.Kept)
            {
                _references[value]++;
                Push(TemporaryNode(value));
            }
        }

        block.ElseLabel = _il.DefineLabel();
        RefreshLengths();
        CloseFuel();
        WriteConditionalBranch(condition, whenTrue: false, block.ElseLabel);
        OpenFuel(check: false);
    }

    private void Else()
    {
        Block block = Target(0);
        if (_reachable)
        {
            BranchAlways(0);
        }

        DiscardTo(block.Base);
        CloseFuel();
        MarkLabel(block.ElseLabel);
        block.ElseLabel = -1;
        _reachable = true;
        PushKept(block);
        OpenFuel(check: false);
    }

    private void PushKept(Block block)
    {
        if (block.Kept is { } kept)
        {
            foreach (int value in kept)
            {
                Push(TemporaryNode(value));
            }

            block.Kept = null;
        }
    }

    private void End()
    {
        Block block = Target(0);
        if (_blocks.Count == 1)
        {
            EndFunction(block);
            return;
        }

        if (!_reachable)
        {
            DiscardTo(block.Base);
        }

        if (block.Kind == Opcode.Loop)
        {
            foreach (int value in block.Values ?? [])
            {
                Release(value);
            }

            _blocks.RemoveAt(_blocks.Count - 1);
            return;
        }

        bool hasImplicitElse = block.ElseLabel >= 0;
        if (_reachable && (block.IsTargeted || block.Kind == Opcode.If || block.Region is not null))
        {
            StoreValues(block);
            DiscardTo(block.Base);
            if (hasImplicitElse || block.Region is not null)
            {
                RefreshLengths();
                _il.EmitBranch(block.Region is null ? ILCode.Br : ILCode.Leave, block.Label);
            }

            block.IsTargeted = true;
        }

        if (hasImplicitElse)
        {
            CloseFuel();
            MarkLabel(block.ElseLabel);
            _reachable = true;
            PushKept(block);
            StoreValues(block);
            DiscardTo(block.Base);
            block.IsTargeted = true;
        }

        if (block.Region is not null)
        {
            CloseTry(block);
        }

        _blocks.RemoveAt(_blocks.Count - 1);
        if (block.IsTargeted)
        {
            RefreshLengths();
            CloseFuel();
            MarkLabel(block.Label);
            _reachable = true;
            foreach (int value in block.Values ?? [])
            {
                Push(TemporaryNode(value));
            }

            OpenFuel(check: false);
        }
    }

    private void EndFunction(Block block)
    {
        if (_reachable)
        {
            WriteReturn(kept: false);
        }

        if (block.IsTargeted)
        {
            // Only branches out of protected regions come here; the others return in place.
            CloseFuel();
            MarkLabel(block.Label);
            _height = _settled = 0;
            foreach (int value in block.Values ?? [])
            {
                Push(TemporaryNode(value));
            }

            WriteReturn(kept: false);
        }

        CloseFuel();
        _reachable = false;
    }

    private void BecomeUnreachable()
    {
        CloseFuel();
        DiscardTo(Target(0).Base);
        AssumeLengths();
        _reachable = false;
    }

    /// <summary>A point that is reached from several places: nothing that was found out before holds.</summary>
    private void MarkLabel(int label)
    {
        _il.Mark(label);
        ForgetChecks();
        AssumeLengths();
    }

    private void TranslateSelect()
    {
        int condition = Pop();
        int second = Pop();
        int first = Pop();
        StackType type = _nodes[first].Type;
        Evaluate(first);
        int result = NewTemporary(type);
        _il.StoreLocal(result);
        int past = _il.DefineLabel();
        WriteConditionalBranch(condition, whenTrue: true, past);
        Evaluate(second);
        _il.StoreLocal(result);
        _il.Mark(past);
        Push(TemporaryNode(result));
    }

    private void SetLocal(int local)
    {
        int value = Pop();
        if (_locals[local].IsBound)
        {
            // It is zero, as the local has been all along.
            Discard(value);
            return;
        }

        SettleReadersOfLocal(local);
        Evaluate(value);
        StoreLocalValue(local);
        _locals[local].CheckedEpoch = 0;
    }

    private void GetLocal(int local) => Push(_locals[local].IsBound ? NewNode(_locals[local].Bound) : LocalNode(local));

    private void GetGlobal(int global)
    {
        if (_code.TryGetConstant(global, out long value))
        {
            Push(Constant(StackTypes.Of(_module.Globals[global].Type.Value), value));
            return;
        }

        Push(NewNode(new Node
        {
            Kind = NodeKind.Global, Type = StackTypes.Of(_module.Globals[global].Type.Value), Reads = Reads.Globals, Size = 1, A = global, B = -1, C = -1,
        }));
    }

    private void SetGlobal(int global)
    {
        int value = Pop();
        SettleReaders(Reads.Globals);
        LoadGlobalAddress(global);
        StackType type = _nodes[value].Type;
        Evaluate(value);
        _method.StoreIndirect(type);
    }

    private void LoadGlobalAddress(int global)
    {
        if (global < _module.ImportedGlobalCount)
        {
            LoadContextWord(_layout.GlobalOffset(global));
        }
        else
        {
            LoadContextAddress(_layout.GlobalOffset(global));
        }
    }
}
