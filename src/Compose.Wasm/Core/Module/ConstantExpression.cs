namespace Compose.Wasm.Core;

/// <summary>
/// A constant expression as a slice of the module's bytes, its <c>end</c> included. Length 0 means that there is none
/// (an imported global, a table without initial value, a passive segment).
/// </summary>
public readonly record struct ConstantExpression(int Offset, int Length)
{
    public bool IsEmpty => Length == 0;
}
