using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>Refuses modules that need what this engine does not have, naming the feature.</summary>
internal static class FeatureCheck
{
    /// <summary>
    /// Bytes of one function's body. The just-in-time compiler takes about a second and half a gigabyte for a megabyte,
    /// and cannot be interrupted.
    /// </summary>
    private const int MaxBodyBytes = 2 << 20;

    /// <summary>Refuses functions that would take too long to compile.</summary>
    public static void RequireCompilable(CoreModule module)
    {
        foreach (FunctionBody body in module.Bodies)
        {
            if (body.CodeLength > MaxBodyBytes)
            {
                throw new ComposeException(
                    ErrorCodes.Component.LimitExceeded,
                    $"a function has {body.CodeLength} bytes of code; the engine 'clr' compiles at most {MaxBodyBytes}",
                    ErrorLocation.AtOffset(module.BaseOffset + body.Offset),
                    "split the function, or choose another engine");
            }
        }
    }

    /// <summary>Throws <c>Component.NotSupported</c>.</summary>
    public static void Refuse(WasmFeatures feature, long offset) => Engine.FeatureCheck.Refuse(feature, offset, "clr");
}
