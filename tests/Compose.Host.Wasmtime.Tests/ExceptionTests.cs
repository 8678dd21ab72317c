using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The engine's exception contract.</summary>
public sealed class ExceptionTests : ExceptionContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
