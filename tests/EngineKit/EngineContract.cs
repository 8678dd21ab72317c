using Compose.EngineKit.Contract;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit;

/// <summary>
/// What any <see cref="ICoreEngine"/> must do. An engine's test project derives one class from each contract and says
/// which engine is meant; the tests come with it.
/// </summary>
public abstract class EngineContract
{
    /// <summary>The engine; skips the test by name where it is not installed.</summary>
    protected abstract ICoreEngine Engine { get; }

    protected Bench NewBench(StoreOptions? store = null, TaskOptions? task = null) => new(Engine, store, task);

    protected ICoreModule Compile(CoreModuleBuilder builder, CompileOptions? options = null) =>
        Engine.Compile(CoreModuleReader.Read(builder.ToArray()), options);

    /// <summary>Skips a test of what the engine says it cannot do.</summary>
    protected void Require(EngineFeatures features)
    {
        if (!Engine.Info.Has(features))
        {
            Assert.Skip($"the engine '{Engine.Info.Name}' has no {features & ~Engine.Info.Features}");
        }
    }
}
