/// Looks again at every pixel that differs much from a neighbour: at its corners, which it shares with its neighbours,
/// and, when there is time, at several points within it.
struct SecondLook {
  private let painting: any Painting
  private let edge: Float
  private let looks: Int
  private let width: Int
  private let pixel: Float
  /// The corners along the row's upper and its lower side that have been looked at so far.
  private var upper: Corners
  private var lower: Corners

  private struct Corners {
    var paints: [Paint]
    var known: [Bool]
  }

  /// Nil when nothing is to be looked at again, or there is no painting that could be.
  init?(_ rows: any Rows, _ frame: Frame, _ care: Easel.Care) {
    guard let painting = rows as? any Painting, let edge = care.edge else { return nil }
    self.painting = painting
    self.edge = edge
    looks = care.looks
    width = frame.width
    pixel = frame.pixel
    upper = Corners(
      paints: [Paint](repeating: Paint(.black), count: width / 8 + 1), known: [Bool](repeating: false, count: width + 1)
    )
    lower = upper
  }

  /// `refined` is `here` when it comes in.
  mutating func refine(_ refined: inout [Paint], _ y: Int, above: [Paint], here: [Paint], below: [Paint]) {
    (upper, lower) = (lower, upper)
    for index in lower.known.indices { lower.known[index] = false }
    let edges = edges(above: above, here: here, below: below)
    guard !edges.isEmpty else { return }
    look(&upper, edges, Float(y) * pixel)
    look(&lower, edges, Float(y + 1) * pixel)
    let share: Float = looks == 0 ? 0.5 : 0.2
    for x in edges {
      let (block, lane) = (x >> 3, x & 7)
      let (next, nextLane) = ((x + 1) >> 3, (x + 1) & 7)
      let corners = (
        upper.paints[block][lane], upper.paints[next][nextLane], lower.paints[block][lane], lower.paints[next][nextLane]
      )
      let mean = corners.0.mixed(corners.1, 0.5).mixed(corners.2.mixed(corners.3, 0.5), 0.5)
      refined[block][lane] = mean.mixed(refined[block][lane], share)
    }
    if looks > 0 { lookWithin(&refined, edges, Float(y)) }
  }

  private func edges(above: [Paint], here: [Paint], below: [Paint]) -> [Int] {
    var edges: [Int] = []
    for block in here.indices {
      let own = here[block]
      let before = block > 0 ? here[block - 1][7] : own[0]
      let after = block + 1 < here.count ? here[block + 1][0] : own[7]
      func most(_ own: Lanes, _ above: Lanes, _ below: Lanes, _ before: Float, _ after: Float) -> Lanes {
        let left = Lanes(before, own[0], own[1], own[2], own[3], own[4], own[5], own[6])
        let right = Lanes(own[1], own[2], own[3], own[4], own[5], own[6], own[7], after)
        return (own - left).magnitude.atLeast((own - right).magnitude)
          .atLeast((own - above).magnitude.atLeast((own - below).magnitude))
      }
      let (up, down) = (above[block], below[block])
      let most = most(own.red, up.red, down.red, before.red, after.red)
        .atLeast(most(own.green, up.green, down.green, before.green, after.green))
        .atLeast(most(own.blue, up.blue, down.blue, before.blue, after.blue))
      guard any(most .> edge) else { continue }
      for lane in 0..<min(8, width - block * 8) where most[lane] > edge { edges.append(block * 8 + lane) }
    }
    return edges
  }

  /// Fills in the corners of these pixels that are still unknown, on the line at `y`.
  private func look(_ corners: inout Corners, _ edges: [Int], _ y: Float) {
    var wanted: [Int] = []
    for x in edges {
      if !corners.known[x] { wanted.append(x) }
      if !corners.known[x + 1] { wanted.append(x + 1) }
      (corners.known[x], corners.known[x + 1]) = (true, true)
    }
    for start in stride(from: 0, to: wanted.count, by: 8) {
      let count = min(8, wanted.count - start)
      var places = Lanes.zero
      for lane in 0..<8 { places[lane] = Float(wanted[start + min(lane, count - 1)]) }
      let paint = painting.paint(at: Spot(x: places * pixel, y: Lanes(repeating: y), pixel: pixel * 0.8))
      for lane in 0..<count {
        let at = wanted[start + lane]
        corners.paints[at >> 3][at & 7] = paint[lane]
      }
    }
  }

  private func lookWithin(_ refined: inout [Paint], _ edges: [Int], _ y: Float) {
    let share = Float(looks) / Float(looks + 2)
    for start in stride(from: 0, to: edges.count, by: 8) {
      let count = min(8, edges.count - start)
      var places = Lanes.zero
      for lane in 0..<8 { places[lane] = Float(edges[start + min(lane, count - 1)]) }
      var sum = Paint(.black)
      for look in 0..<looks {
        // A turned grid: every point has a row and a column of its own.
        let (stepX, stepY) = (
          (Float(look) + 0.5) / Float(looks), (Float((look * 2 + look / 2) % looks) + 0.5) / Float(looks)
        )
        let paint = painting.paint(
          at: Spot(
            x: (places + stepX) * pixel, y: Lanes(repeating: (y + stepY) * pixel), pixel: pixel * 0.6))
        sum = Paint(sum.red + paint.red, sum.green + paint.green, sum.blue + paint.blue)
      }
      sum.scale(1 / Float(looks))
      for lane in 0..<count {
        let at = edges[start + lane]
        refined[at >> 3][at & 7] = refined[at >> 3][at & 7].mixed(sum[lane], share)
      }
    }
  }
}
