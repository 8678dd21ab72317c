namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    private static readonly ValType s_arrayRef = ValType.Ref(HeapType.Of(HeapKind.Array), nullable: true);
    private static readonly ValType s_i31Ref = ValType.Ref(HeapType.Of(HeapKind.I31), nullable: true);

    private void StepReference(ref OperatorReader op)
    {
        switch (op.Opcode)
        {
            case Opcode.RefNull:
                _owner.CheckHeapType(op.Heap, _offset);
                Push(ValType.Ref(op.Heap, nullable: true));
                break;
            case Opcode.RefIsNull:
                PopRef();
                Push(ValType.I32);
                break;
            case Opcode.RefFunc:
                CheckIndex("function", op.Index, _module.FunctionCount);
                if (!_isConstant && !_owner.IsDeclared((int)op.Index))
                {
                    Fail($"undeclared function reference: function {op.Index} is in no export, element segment or global");
                }

                Push(ValType.Ref(HeapType.Concrete(_module.FunctionTypeIndexes[(int)op.Index]), nullable: false));
                break;
            case Opcode.RefEq:
                Pop(ValType.EqRef);
                Pop(ValType.EqRef);
                Push(ValType.I32);
                break;
            case Opcode.RefAsNonNull:
                Push(PopRef().AsNonNull());
                break;
            case Opcode.BrOnNull:
                ValType tested = PopRef();
                PassLabel(Label(op.Index));
                Push(tested.AsNonNull());
                break;
            case Opcode.BrOnNonNull:
                StepBranchOnNonNull(ref op);
                break;
            case Opcode.RefTest or Opcode.RefTestNull:
                PopCastOperand(op.Heap);
                Push(ValType.I32);
                break;
            case Opcode.RefCast or Opcode.RefCastNull:
                PopCastOperand(op.Heap);
                Push(ValType.Ref(op.Heap, op.Opcode == Opcode.RefCastNull));
                break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                StepBranchOnCast(ref op);
                break;
            case Opcode.AnyConvertExtern:
                Convert(HeapKind.Extern, HeapKind.Any);
                break;
            case Opcode.ExternConvertAny:
                Convert(HeapKind.Any, HeapKind.Extern);
                break;
            case Opcode.RefI31:
                Pop(ValType.I32);
                Push(s_i31Ref.AsNonNull());
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                Pop(s_i31Ref);
                Push(ValType.I32);
                break;
            default:
                StepAggregate(ref op);
                break;
        }
    }

    private void StepBranchOnNonNull(ref OperatorReader op)
    {
        ValType[] label = Label(op.Index);
        if (label.Length == 0 || !label[^1].IsRef)
        {
            Fail($"type mismatch: label {op.Index} does not end with a reference");
        }

        ValType tested = PopRef();
        RequireMatch(tested.AsNonNull(), label[^1], "what the branch carries");
        PassLabelButLast(label);
    }

    private void PopCastOperand(HeapType target)
    {
        _owner.CheckHeapType(target, _offset);
        Pop(ValType.Ref(_types.TopOf(target), nullable: true));
    }

    private void StepBranchOnCast(ref OperatorReader op)
    {
        ValType from = op.CastFrom, to = op.CastTo;
        _owner.CheckValType(from, _offset);
        _owner.CheckValType(to, _offset);
        RequireMatch(to, from, "what is cast to");
        ValType[] label = Label(op.Index);
        if (label.Length == 0)
        {
            Fail($"type mismatch: label {op.Index} carries no reference");
        }

        // What is left of the operand's type when the cast fails: null only if the target does not take it.
        ValType rest = to.IsNullable ? from.AsNonNull() : from;
        (ValType taken, ValType kept) = op.Opcode == Opcode.BrOnCast ? (to, rest) : (rest, to);
        Pop(from);
        RequireMatch(taken, label[^1], "what the branch carries");
        PassLabelButLast(label);
        Push(kept);
    }

    private void Convert(HeapKind from, HeapKind to)
    {
        ValType type = PopRef();
        RequireMatch(type, ValType.Ref(HeapType.Of(from), nullable: true), "the converted reference");
        Push(ValType.Ref(HeapType.Of(to), type.IsNullable));
    }

    private void StepAggregate(ref OperatorReader op)
    {
        switch (op.Opcode)
        {
            case Opcode.StructNew:
                ReadOnlySpan<FieldType> fields = Struct(op.Index).Fields;
                for (int i = fields.Length - 1; i >= 0 && !IsPolymorphic; i--)
                {
                    Pop(fields[i].Storage.Unpacked);
                }

                PushNew(op.Index);
                break;
            case Opcode.StructNewDefault:
                if (!Struct(op.Index).HasDefault)
                {
                    Fail($"type mismatch: a field of type {op.Index} has no default value");
                }

                PushNew(op.Index);
                break;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU:
                FieldType read = Field(op.Index, op.Index2);
                CheckPacking(read, op.Opcode != Opcode.StructGet);
                PopObject(op.Index);
                Push(read.Storage.Unpacked);
                break;
            case Opcode.StructSet:
                FieldType written = Field(op.Index, op.Index2);
                RequireMutable(written, "field");
                Pop(written.Storage.Unpacked);
                PopObject(op.Index);
                break;
            case Opcode.ArrayLen:
                Pop(s_arrayRef);
                Push(ValType.I32);
                break;
            default:
                StepArray(ref op, ArrayElement(op.Index));
                break;
        }
    }

    private void StepArray(ref OperatorReader op, FieldType element)
    {
        ValType value = element.Storage.Unpacked;
        switch (op.Opcode)
        {
            case Opcode.ArrayNew:
                Pop(ValType.I32);
                Pop(value);
                PushNew(op.Index);
                break;
            case Opcode.ArrayNewDefault:
                RequireDefaultable(element);
                Pop(ValType.I32);
                PushNew(op.Index);
                break;
            case Opcode.ArrayNewFixed:
                if (op.Index2 > WasmLimits.ArrayNewFixed)
                {
                    WasmErrors.LimitExceeded(_offset, "operands of array.new_fixed", op.Index2, WasmLimits.ArrayNewFixed);
                }

                for (uint i = 0; i < op.Index2 && !IsPolymorphic; i++)
                {
                    Pop(value);
                }

                PushNew(op.Index);
                break;
            case Opcode.ArrayNewData:
                RequireNumeric(element);
                CheckData(op.Index2);
                Pop(ValType.I32);
                Pop(ValType.I32);
                PushNew(op.Index);
                break;
            case Opcode.ArrayNewElem:
                RequireMatch(Element(op.Index2).Type, value, "elements of the segment");
                Pop(ValType.I32);
                Pop(ValType.I32);
                PushNew(op.Index);
                break;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                CheckPacking(element, op.Opcode != Opcode.ArrayGet);
                Pop(ValType.I32);
                PopObject(op.Index);
                Push(value);
                break;
            case Opcode.ArraySet:
                RequireMutable(element, "array");
                Pop(value);
                Pop(ValType.I32);
                PopObject(op.Index);
                break;
            case Opcode.ArrayFill:
                RequireMutable(element, "array");
                Pop(ValType.I32);
                Pop(value);
                Pop(ValType.I32);
                PopObject(op.Index);
                break;
            case Opcode.ArrayCopy:
                StepArrayCopy(ref op, element);
                break;
            case Opcode.ArrayInitData:
                RequireMutable(element, "array");
                RequireNumeric(element);
                CheckData(op.Index2);
                PopRange(op.Index);
                break;
            case Opcode.ArrayInitElem:
                RequireMutable(element, "array");
                RequireMatch(Element(op.Index2).Type, value, "elements of the segment");
                PopRange(op.Index);
                break;
            default:
                throw new InvalidOperationException($"{op.Opcode} has no rule");
        }
    }

    private void StepArrayCopy(ref OperatorReader op, FieldType element)
    {
        FieldType source = ArrayElement(op.Index2);
        RequireMutable(element, "array");
        if (element.Storage.IsPacked || source.Storage.IsPacked
            ? element.Storage != source.Storage
            : !_types.Matches(source.Storage, element.Storage))
        {
            Fail($"type mismatch: array types do not match: {source.Storage} copied into {element.Storage}");
        }

        Pop(ValType.I32);
        Pop(ValType.I32);
        PopObject(op.Index2);
        Pop(ValType.I32);
        PopObject(op.Index);
    }

    /// <summary>Array, index, offset in the segment, count.</summary>
    private void PopRange(uint typeIndex)
    {
        Pop(ValType.I32);
        Pop(ValType.I32);
        Pop(ValType.I32);
        PopObject(typeIndex);
    }

    /// <summary>Nothing is left to pop and the block is unreachable: every pop succeeds.</summary>
    private bool IsPolymorphic => _height == _floor && IsUnreachable;

    private void PushNew(uint typeIndex) => Push(ValType.Ref(HeapType.Concrete((int)typeIndex), nullable: false));

    private void PopObject(uint typeIndex) => Pop(ValType.Ref(HeapType.Concrete((int)typeIndex), nullable: true));

    private SubType Struct(uint typeIndex)
    {
        CheckIndex("type", typeIndex, _module.Types.Length);
        SubType type = _module.Types[(int)typeIndex];
        if (type.Kind != CompositeKind.Struct)
        {
            Fail($"type {typeIndex} is not a struct type");
        }

        return type;
    }

    private FieldType Field(uint typeIndex, uint field)
    {
        SubType type = Struct(typeIndex);
        CheckIndex("field", field, type.Fields.Length);
        return type.Fields[(int)field];
    }

    private FieldType ArrayElement(uint typeIndex)
    {
        CheckIndex("type", typeIndex, _module.Types.Length);
        SubType type = _module.Types[(int)typeIndex];
        if (type.Kind != CompositeKind.Array)
        {
            Fail($"type {typeIndex} is not an array type");
        }

        return type.Fields[0];
    }

    private void RequireDefaultable(FieldType field)
    {
        if (!field.Storage.IsDefaultable)
        {
            Fail($"type mismatch: {field.Storage} has no default value");
        }
    }

    private void RequireNumeric(FieldType element)
    {
        if (element.Storage.IsRef)
        {
            Fail("array type is not numeric or vector: data cannot fill it");
        }
    }

    private void RequireMutable(FieldType field, string what)
    {
        if (!field.IsMutable)
        {
            Fail($"immutable {what}");
        }
    }

    private void CheckPacking(FieldType field, bool hasSign)
    {
        if (field.Storage.IsPacked != hasSign)
        {
            Fail(hasSign ? "field is unpacked: it has no sign" : "field is packed: it must be read with a sign");
        }
    }
}
