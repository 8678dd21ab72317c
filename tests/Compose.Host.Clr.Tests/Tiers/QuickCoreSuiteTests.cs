using Compose.Engine;
using Compose.EngineKit.Suite;

namespace Compose.Host.Clr.Tests.Tiers;

/// <summary>The official core test suite, on an engine where all code is quick and soon replaced.</summary>
public sealed class QuickCoreSuiteTests : CoreSuiteContract
{
    protected override ICoreEngine Engine => Shared.QuickEngine;
}
