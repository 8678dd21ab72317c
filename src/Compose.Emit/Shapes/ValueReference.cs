using Compose.Wasm;

namespace Compose.Emit.Shapes;

/// <summary>How a type refers to a value type: a primitive by its code, any other by its index (<c>valtype</c>).</summary>
internal readonly record struct ValueReference(byte Primitive, int Index)
{
    public void Write(WasmWriter writer)
    {
        if (Primitive != 0)
        {
            writer.WriteByte(Primitive);
        }
        else
        {
            writer.WriteVarS33(Index);
        }
    }
}
