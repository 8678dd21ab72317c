using Compose.Wasm.Core;

namespace Compose.Engine;

/// <summary>Refuses modules that need what an engine does not have, naming the feature.</summary>
public static class FeatureCheck
{
    /// <summary>Looks at memories and instructions, if the module was read under more features. Types alone do no harm.</summary>
    public static void Require(CoreModule module, WasmFeatures accepted, string engine)
    {
        if ((module.Features & ~accepted) == 0)
        {
            return;
        }

        foreach (MemoryType memory in module.Memories)
        {
            if (memory.Limits.IsShared)
            {
                Refuse(WasmFeatures.Threads, module.BaseOffset, engine);
            }

            if (memory.PageSizeLog2 != MemoryType.DefaultPageSizeLog2)
            {
                Refuse(WasmFeatures.CustomPageSizes, module.BaseOffset, engine);
            }
        }

        foreach (FunctionBody body in module.Bodies)
        {
            OperatorReader operators = module.OperatorsOf(body);
            while (operators.MoveNext())
            {
                Check(operators.Info, operators.Offset, accepted, engine);
            }
        }

        foreach (GlobalDefinition global in module.Globals)
        {
            CheckExpression(module, global.Initial, accepted, engine);
        }

        foreach (TableDefinition table in module.Tables)
        {
            CheckExpression(module, table.Initial, accepted, engine);
        }

        foreach (ElementSegment segment in module.Elements)
        {
            if (segment.HasExpressions)
            {
                foreach (ConstantExpression item in module.ExpressionsOf(segment))
                {
                    CheckExpression(module, item, accepted, engine);
                }
            }
        }
    }

    private static void CheckExpression(CoreModule module, ConstantExpression expression, WasmFeatures accepted, string engine)
    {
        if (expression.IsEmpty)
        {
            return;
        }

        OperatorReader operators = module.OperatorsOf(expression);
        while (operators.MoveNext())
        {
            Check(operators.Info, operators.Offset, accepted, engine);
        }
    }

    private static void Check(OpcodeInfo info, long offset, WasmFeatures accepted, string engine)
    {
        if ((info.Feature & ~accepted) != 0)
        {
            Refuse(info.Feature, offset, engine);
        }
    }

    /// <summary>Throws <c>Component.NotSupported</c>.</summary>
    public static void Refuse(WasmFeatures feature, long offset, string engine) =>
        throw new ComposeException(
            ErrorCodes.Component.NotSupported,
            $"the module uses {feature}, which the engine '{engine}' does not have",
            ErrorLocation.AtOffset(offset),
            "build the guest without it, or choose another engine");
}
