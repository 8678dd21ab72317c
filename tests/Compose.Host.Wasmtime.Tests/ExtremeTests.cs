using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The engine's extreme contract.</summary>
public sealed class ExtremeTests : ExtremeContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
