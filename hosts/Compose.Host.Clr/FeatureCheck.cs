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

    /// <summary>Looks at memories and instructions, if the module was read under more features. Types alone do no harm.</summary>
    public static void Require(CoreModule module, WasmFeatures accepted)
    {
        if ((module.Features & ~accepted) == 0)
        {
            return;
        }

        foreach (MemoryType memory in module.Memories)
        {
            if (memory.Limits.IsShared)
            {
                Refuse(WasmFeatures.Threads, module.BaseOffset);
            }

            if (memory.PageSizeLog2 != MemoryType.DefaultPageSizeLog2)
            {
                Refuse(WasmFeatures.CustomPageSizes, module.BaseOffset);
            }
        }

        foreach (FunctionBody body in module.Bodies)
        {
            OperatorReader operators = module.OperatorsOf(body);
            while (operators.MoveNext())
            {
                Check(operators.Info, operators.Offset, accepted);
            }
        }

        foreach (GlobalDefinition global in module.Globals)
        {
            CheckExpression(module, global.Initial, accepted);
        }

        foreach (TableDefinition table in module.Tables)
        {
            CheckExpression(module, table.Initial, accepted);
        }

        foreach (ElementSegment segment in module.Elements)
        {
            if (segment.HasExpressions)
            {
                foreach (ConstantExpression item in module.ExpressionsOf(segment))
                {
                    CheckExpression(module, item, accepted);
                }
            }
        }
    }

    private static void CheckExpression(CoreModule module, ConstantExpression expression, WasmFeatures accepted)
    {
        if (expression.IsEmpty)
        {
            return;
        }

        OperatorReader operators = module.OperatorsOf(expression);
        while (operators.MoveNext())
        {
            Check(operators.Info, operators.Offset, accepted);
        }
    }

    private static void Check(OpcodeInfo info, long offset, WasmFeatures accepted)
    {
        if ((info.Feature & ~accepted) != 0)
        {
            Refuse(info.Feature, offset);
        }
    }

    /// <summary>Throws <c>Component.NotSupported</c>.</summary>
    public static void Refuse(WasmFeatures feature, long offset) =>
        throw new ComposeException(
            ErrorCodes.Component.NotSupported,
            $"the module uses {feature}, which the engine 'clr' does not have",
            ErrorLocation.AtOffset(offset),
            "build the guest without it, or choose another engine");
}
