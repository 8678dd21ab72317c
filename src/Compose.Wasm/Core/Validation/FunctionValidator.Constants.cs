namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    /// <summary>Constant expressions hold only these instructions (core 3.4.14).</summary>
    private void CheckConstant(ref OperatorReader op)
    {
        _offset = op.Offset;
        switch (op.Opcode)
        {
            case Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const
                or Opcode.RefNull or Opcode.RefFunc or Opcode.End:
                return;
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul
                when (_module.Features & WasmFeatures.ExtendedConst) != 0:
                return;
            case Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault
                or Opcode.ArrayNewFixed or Opcode.RefI31 or Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                return;
            case Opcode.GlobalGet:
                CheckConstantGlobal(op.Index);
                return;
            default:
                Fail($"constant expression required: {OpcodeTable.NameOf(op.Opcode)} is not constant");
                return;
        }
    }

    private void CheckConstantGlobal(uint index)
    {
        int limit = (_module.Features & WasmFeatures.Gc) != 0 ? _globalLimit : Math.Min(_globalLimit, _module.ImportedGlobalCount);
        if (index >= (uint)limit)
        {
            FailUnknown("global", index);
        }

        if (_module.Globals[(int)index].Type.IsMutable)
        {
            Fail($"constant expression required: global {index} is mutable");
        }
    }
}
