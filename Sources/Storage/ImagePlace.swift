import Domain
import SQLite

/// Where a picture lies among all of them: its workspace first, then whether it is in the trash, then the time. So the
/// pictures of a workspace are one stretch of the table and of every list of the index.
struct ImagePlace: Equatable {
  /// The number that a workspace has for this.
  var room: Int64
  var isTrash: Bool
  /// The millisecond of its making, and which of that millisecond it is.
  var moment: Int64

  init(room: Int64, isTrash: Bool, moment: Int64) {
    self.room = room
    self.isTrash = isTrash
    self.moment = moment
  }

  init(number: Int64) {
    self.init(
      room: number >> (Self.momentBits + 1), isTrash: number >> Self.momentBits & 1 == 1,
      moment: number & Self.momentMask)
  }

  var number: Int64 { room << (Self.momentBits + 1) | (isTrash ? 1 << Self.momentBits : 0) | moment }

  /// Its turn in lists of all workspaces.
  var turn: Int64 { moment << Self.roomBits | room }

  /// The first moment of a room whose turn is that one or a later one.
  static func moment(ofTurn turn: Int64, in room: Int64) -> Int64 {
    turn >> roomBits + (room < turn & mostRooms ? 1 : 0)
  }

  /// The first place of a time.
  static func moment(at time: Timestamp) -> Int64 {
    min(max(time.milliseconds, 0), mostMilliseconds) * perMillisecond
  }

  /// Milliseconds since 1970.
  static func milliseconds(ofMoment moment: Int64) -> Int64 { moment / perMillisecond }

  static let mostRooms: Int64 = 1 << roomBits - 1
  /// How many bits a turn has.
  static let turnBits = momentBits + roomBits
  static let endOfTime: Int64 = 1 << momentBits
  /// How many pictures of a workspace a millisecond has room for.
  static let perMillisecond: Int64 = 8
  /// Until the year 2109.
  private static let mostMilliseconds: Int64 = 1 << 42 - 1 << 20
  private static let momentBits: Int64 = 45
  private static let roomBits: Int64 = 16
  private static let momentMask = endOfTime - 1
}
