/** Emoji short names; a name not listed stays visible as :name:. */
const TABLE = `smile 😄 grinning 😀 slightly_smiling_face 🙂 wink 😉 blush 😊 joy 😂 sweat_smile 😅
heart_eyes 😍 star-struck 🤩 sunglasses 😎 thinking_face 🤔 partying_face 🥳 hugging_face 🤗
neutral_face 😐 disappointed 😞 cry 😢 sob 😭 open_mouth 😮 see_no_evil 🙈 wave 👋 +1 👍 thumbsup 👍
-1 👎 thumbsdown 👎 clap 👏 raised_hands 🙌 pray 🙏 handshake 🤝 muscle 💪 point_right 👉
point_down 👇 eyes 👀 heart ❤️ green_heart 💚 blue_heart 💙 yellow_heart 💛 sparkles ✨ star ⭐
star2 🌟 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 sports_medal 🏅
first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 dart 🎯 fire 🔥 rocket 🚀 zap ⚡
bulb 💡 seedling 🌱 leaves 🍃 herb 🌿 deciduous_tree 🌳 sunny ☀️ sun_with_face 🌞 cloud ☁️
snowflake ❄️ earth_africa 🌍 coffee ☕ cake 🍰 pizza 🍕 mega 📣 loudspeaker 📢 bell 🔔 no_bell 🔕
newspaper 📰 memo 📝 pencil2 ✏️ book 📖 books 📚 bookmark 🔖 label 🏷️ link 🔗 mag 🔍
calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock9 🕘 alarm_clock ⏰ hourglass_flowing_sand ⏳
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 moneybag 💰 email 📧
envelope ✉️ inbox_tray 📥 outbox_tray 📤 package 📦 lock 🔒 key 🔑 shield 🛡️ wrench 🔧 gear ⚙️
hammer_and_wrench 🛠️ computer 💻 iphone 📱 globe_with_meridians 🌐 busts_in_silhouette 👥
bust_in_silhouette 👤 speech_balloon 💬 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️
x ❌ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 information_source ℹ️ question ❓ exclamation ❗
new 🆕 recycle ♻️ arrow_right ➡️ arrow_up ⬆️ arrow_down ⬇️ repeat 🔁 double_vertical_bar ⏸️
pause_button ⏸️ arrow_forward ▶️ game_die 🎲 slot_machine 🎰 ticket 🎟️ crown 👑 robot_face 🤖
red_circle 🔴 large_green_circle 🟢 large_yellow_circle 🟡 large_blue_circle 🔵 white_circle ⚪
small_blue_diamond 🔹 one 1️⃣ two 2️⃣ three 3️⃣ flag-si 🇸🇮 flag-gb 🇬🇧 flag-de 🇩🇪`;

const parts = TABLE.split(/\s+/);
const byName = new Map();
for (let i = 0; i < parts.length; i += 2) byName.set(parts[i], parts[i + 1]);

export const emoji = (name) => byName.get(name);
