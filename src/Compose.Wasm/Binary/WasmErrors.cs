using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Compose.Wasm;

/// <summary>
/// Throws the errors of the binary formats. Never inlined, so that the readers' fast paths stay small. Offsets count
/// bytes from the start of the outermost binary.
/// </summary>
public static class WasmErrors
{
    /// <summary>The bytes do not decode: <c>Component.Malformed</c>.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Malformed(long offset, string message, string? hint = null) =>
        throw new ComposeException(ErrorCodes.Component.Malformed, message, ErrorLocation.AtOffset(offset), hint);

    /// <summary>The binary decodes and breaks a rule of validation: <c>Component.Invalid</c>.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void Invalid(long offset, string message, string? hint = null) =>
        throw new ComposeException(ErrorCodes.Component.Invalid, message, ErrorLocation.AtOffset(offset), hint);

    /// <summary>A limit of the implementation is exceeded: <c>Component.LimitExceeded</c>.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void LimitExceeded(long offset, string what, long count, long limit) =>
        throw new ComposeException(
            ErrorCodes.Component.LimitExceeded, $"{count} {what} are more than the limit of {limit}", ErrorLocation.AtOffset(offset));

    /// <summary>The binary needs a feature that is off: <c>Component.NotSupported</c>.</summary>
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void NotSupported(long offset, string what, string feature) =>
        throw new ComposeException(
            ErrorCodes.Component.NotSupported, $"{what} needs the feature {feature}", ErrorLocation.AtOffset(offset),
            $"enable {feature}, or build the module without it");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    internal static void UnexpectedEnd(long offset) =>
        Malformed(offset, "unexpected end of the binary or of the section or body", "the file may be truncated");
}
